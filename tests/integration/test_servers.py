"""The real servers that integration tests rest on do start, stop and come back."""

from servers import InfluxDB, Mosquitto, PostgreSQL, accepts


def test_influxdb_answers_influxql(influxdb: InfluxDB) -> None:
    assert "results" in influxdb.query("SHOW DATABASES")


def test_mosquitto_stops_and_comes_back_on_its_port(own_mosquitto: Mosquitto) -> None:
    own_mosquitto.stop()
    assert not accepts(own_mosquitto.port)
    own_mosquitto.start()
    assert accepts(own_mosquitto.port)


def test_postgresql_is_ready(postgresql: PostgreSQL) -> None:
    assert postgresql.answers()
