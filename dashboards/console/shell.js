// What the browser does by itself: theme, language, sound, log-out, the menu of a phone, keys.
window.samara = {
  remember(name, value) {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; SameSite=Lax`;
  },
  theme() {
    Quasar.Dark.toggle();
    samara.remember("samara_theme", Quasar.Dark.isActive ? "night" : "day");
  },
  speak(event, language) {
    event.preventDefault();
    const here = new URL(location.href);
    here.searchParams.set("lang", language);
    location = here;
  },
  more(button) {
    const open = button.parentElement.classList.toggle("open");
    button.setAttribute("aria-expanded", open);
  },
  async leave() {
    const session = await (await fetch("/v1/session")).json();
    await fetch("/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": session.csrf_token } });
    location = "/login";
  },
  // Asks for leave, subscribes at the browser's push service, and has the server keep where that is.
  async tell(button) {
    const { key, done, failed } = button.dataset;
    try {
      if (await Notification.requestPermission() !== "granted") throw new Error("refused");
      const worker = await navigator.serviceWorker.getRegistration("/console/");
      const options = { userVisibleOnly: true, applicationServerKey: key };
      const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON();
      const session = await (await fetch("/v1/session")).json();
      const headers = { "content-type": "application/json", "X-CSRF-Token": session.csrf_token };
      const body = JSON.stringify({ endpoint, keys });
      const answer = await fetch("/v1/push-subscriptions", { method: "POST", headers, body });
      if (!answer.ok) throw new Error(answer.status);
      Quasar.Notify.create(done);
    } catch {
      Quasar.Notify.create(failed);
    }
  },
  // Browsers play nothing before a person has asked for it: the button is what wakes the sound.
  sound(button) {
    samara.audio ??= new AudioContext();
    samara.loud = !samara.loud;
    button.setAttribute("aria-pressed", samara.loud);
    button.firstElementChild.textContent = samara.loud ? "volume_up" : "volume_off";
    if (samara.loud) samara.ring(1);
  },
  // One tone for a warning, four for a critical alarm.
  ring(times) {
    if (!samara.loud) return;
    for (let turn = 0; turn < times; turn++) {
      const tone = samara.audio.createOscillator(), volume = samara.audio.createGain();
      const start = samara.audio.currentTime + turn * 0.22;
      tone.frequency.value = turn % 2 ? 660 : 880;
      volume.gain.setValueAtTime(0.2, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.2);
      tone.connect(volume).connect(samara.audio.destination);
      tone.start(start);
      tone.stop(start + 0.2);
    }
  },
};

// Keys of a list of alarms: j and k go down and up, o opens, a acknowledges, / searches.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, .q-dialog")) return;
  const rows = [...document.querySelectorAll("[data-alarm]")].filter(row => row.offsetParent);
  const here = rows.findIndex(row => row.contains(document.activeElement));
  const step = { j: 1, k: -1 }[event.key];
  if (step && rows.length) {
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[next].querySelector("a").focus();
  } else if (event.key === "a" && here >= 0) rows[here].querySelector("button.act")?.click();
  else if (event.key === "o" && here >= 0) rows[here].querySelector("a").click();
  else if (event.key === "/" && document.querySelector("input.search")) document.querySelector("input.search").focus();
  else return;
  event.preventDefault();
});
