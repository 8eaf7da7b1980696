// The map of sites: Leaflet with a base layer of our own, so that it needs no network. State is told by the
// symbol's shape (the sprite of the page) and by words; colour only repeats it.
import { leaflet as L } from "nicegui-leaflet";

const SYMBOL = { fresh: 14, late: 16, silent: 18, suspect: 20 };

// Where a commune's name may stand around its point, the nearest first.
const PLACES = [12, 24].flatMap((away) => [
  { left: `${away}px`, top: "-9px" },
  { right: `${away}px`, top: "-9px" },
  { left: "-20px", top: `${away - 3}px` },
  { left: "-20px", bottom: `${away - 3}px` },
]);

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function within(box, frame) {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}

export default {
  template: "<div></div>",
  props: { sites: Array, base: Object, tilesUrl: String, zoomIn: String, zoomOut: String },
  mounted() {
    this.markers = new Map();
    this.labels = [];
    const attributionControl = Boolean(this.tilesUrl);
    this.map = L.map(this.$el, { attributionControl, zoomControl: false, zoomSnap: 0.25, minZoom: 7, maxZoom: 18 });
    L.control.zoom({ zoomInTitle: this.zoomIn, zoomOutTitle: this.zoomOut }).addTo(this.map);
    this.drawBase();
    this.map.fitBounds(this.bounds(), { padding: [8, 8] });
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.on("zoomend moveend", this.placeLabels);
    this.change(this.sites, []);
    this.resized = new ResizeObserver(() => this.map.invalidateSize());
    this.resized.observe(this.$el);
  },
  unmounted() {
    this.resized.disconnect();
    this.map.remove();
  },
  methods: {
    drawBase() {
      if (this.tilesUrl) {
        L.tileLayer(this.tilesUrl).addTo(this.map);
        return;
      }
      L.polygon(this.base.outline, { className: "map-land", interactive: false }).addTo(this.map);
      L.polyline(this.base.river, { className: "map-river", interactive: false }).addTo(this.map);
    },
    bounds() {
      return L.latLngBounds([...this.base.outline, ...this.sites.map((site) => site.position)]);
    },
    // Only what differs is sent; a marker changes in place, so that it keeps the keyboard's focus.
    change(sites, gone) {
      for (const site of sites) {
        const marker = this.markers.get(site.slug)?.marker ?? this.marker(site);
        this.dress(marker, site);
        this.markers.set(site.slug, { site, marker });
      }
      for (const slug of gone) {
        this.markers.get(slug).marker.remove();
        this.markers.delete(slug);
      }
      this.labelCommunes();
    },
    marker(site) {
      const marker = L.marker(site.position, { icon: L.divIcon({ className: "map-site" }) }).addTo(this.map);
      marker.bindTooltip(document.createElement("span"), { direction: "top", offset: [0, -8] });
      marker.on("click", () => this.$emit("choose", site.slug));
      marker.getElement().addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          this.$emit("choose", site.slug);
        }
      });
      return marker;
    },
    dress(marker, site) {
      const element = marker.getElement();
      const size = SYMBOL[site.state];
      const chosen = site.chosen ? " chosen" : "";
      element.innerHTML = `<svg class="state ${site.state}${chosen}" aria-hidden="true"><use href="#state-${site.state}"/></svg>`;
      Object.assign(element.style, { width: `${size}px`, height: `${size}px`, margin: `${-size / 2}px` });
      element.setAttribute("aria-label", site.words);
      marker.getTooltip().getContent().textContent = site.words;
      marker.setLatLng(site.position).setZIndexOffset(site.rank * 1000);
    },
    labelCommunes() {
      const communes = new Map();
      for (const { site: { commune, position, devices } } of this.markers.values()) {
        if (!commune) continue;
        const held = communes.get(commune) ?? { commune, position, devices: 0 };
        held.devices += devices;
        communes.set(commune, held);
      }
      const wanted = [...communes.values()].sort((a, b) => b.devices - a.devices || a.commune.localeCompare(b.commune));
      const names = wanted.map(({ commune }) => commune).join();
      if (names === this.labelled) return;
      this.labelled = names;
      this.labels.forEach((label) => label.remove());
      this.labels = wanted.map(({ commune, position }) => {
        const name = document.createElement("span");
        name.textContent = commune;
        const icon = L.divIcon({ html: name, className: "map-label", iconSize: null });
        return L.marker(position, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(this.map);
      });
      this.placeLabels();
    },
    // The communes with most devices are named first, beside their symbol where nothing lies; a name that
    // finds no room waits for a closer zoom.
    placeLabels() {
      const frame = this.$el.getBoundingClientRect();
      const taken = [...this.markers.values()].map(({ marker }) => marker.getElement().getBoundingClientRect());
      for (const label of this.labels) {
        const element = label.getElement();
        const name = element.firstChild;
        element.hidden = false;
        const place = PLACES.find((place) => {
          Object.assign(name.style, { left: "auto", right: "auto", top: "auto", bottom: "auto", ...place });
          const box = name.getBoundingClientRect();
          return within(box, frame) && taken.every((other) => !overlap(box, other));
        });
        element.hidden = !place;
        if (place) taken.push(name.getBoundingClientRect());
      }
    },
  },
};
