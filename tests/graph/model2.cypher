CREATE CONSTRAINT City_code IF NOT EXISTS FOR (n:City) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT Organisation_code IF NOT EXISTS FOR (n:Organisation) REQUIRE n.code IS UNIQUE;
CREATE INDEX City_name IF NOT EXISTS FOR (n:City) ON (n.name, n.code);
MERGE (c:Counter {code: 'log'}) SET c.value = 0;
MERGE (m:Migration {code: 'model'}) SET m.version = 2;
CREATE (:City {code: 'NO-aalesund', name: 'Ålesund', countryCode: 'NOR', population: 66258, languages: [], published: true, synthetic: false})-[:IN {key: 'CityInCountry:NO-aalesund'}]->(:Country {code: 'NOR', name: 'Norway'});
CREATE (:Organisation {code: 'ORG-1', name: 'Ålesund kommune', summary: 'Drinking water', kind: 'COMPANY', languages: [], published: true, synthetic: false});
