def test_country_by_code(api):
    assert api.get("/countries/DE").json() == {"code": "DE", "name": "Germany"}


def test_switzerland_is_served(api):
    assert "CH" in [country["code"] for country in api.get("/countries").json()]


def test_countries_are_read_only(api):
    assert api.delete("/countries/FR").status_code == 405


def test_unknown_country(api):
    assert api.get("/countries/XX").status_code == 404
