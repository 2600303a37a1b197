CREATE CONSTRAINT City_code IF NOT EXISTS FOR (n:City) REQUIRE n.code IS UNIQUE;
MERGE (c:Counter {code: 'log'}) SET c.value = 0;
MERGE (m:Migration {code: 'model'}) SET m.version = 1;
CREATE (:City {code: 'NO-aalesund', name: 'Ålesund', countryCode: 'NOR', population: 66258, published: true, synthetic: false})-[:IN {key: 'CityInCountry:NO-aalesund'}]->(:Country {code: 'NOR', name: 'Norway'});
