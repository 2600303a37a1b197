"""What things of each sector are called, and which sector each category of KPIs belongs to."""

from __future__ import annotations

from graph.model import Sector

TOPICS: dict[Sector, tuple[str, ...]] = {
    Sector.ENERGY: ("LED street lighting", "District heating renewal", "Rooftop solar", "Smart grid control"),
    Sector.MOBILITY: ("Tram line", "Bus priority lanes", "Cycle network", "Shared bicycles"),
    Sector.WATER: ("Leak detection", "Wastewater plant", "Household water meters", "Safe drinking water plans"),
    Sector.WASTE: ("Separate collection", "Composting plant", "Landfill closure", "Pay-as-you-throw fees"),
    Sector.ENVIRONMENT: ("Low emission zone", "Urban forest", "Noise action plan", "Air quality sensors"),
    Sector.BUILDINGS: ("Deep retrofit of schools", "Social housing renewal", "Building management systems", "Green roofs"),
    Sector.DIGITAL: ("Fibre to the home", "Public WiFi", "Sensor network", "Municipal cloud"),
    Sector.HEALTH: ("Neighbourhood clinics", "Electronic health records", "Maternal care", "Active ageing"),
    Sector.EDUCATION: ("Tablets for pupils", "Adult literacy courses", "New secondary school", "Vocational campus"),
    Sector.SAFETY: ("Ambulance dispatch", "Safe crossings", "Night buses and lighting", "Fire station renewal"),
    Sector.RESILIENCE: ("Storm water retention", "Flood early warning", "Heat action plan", "Coastal dunes"),
    Sector.SOCIAL: ("Child care places", "Neighbourhood culture houses", "Basic income support", "Youth centre"),
    Sector.ECONOMY: ("Start-up support", "Innovation district", "Local food market", "Job training"),
    Sector.GOVERNANCE: ("Open data portal", "Participatory budget", "Online permits", "Compact city plan"),
}

CATEGORIES: dict[str, Sector] = {
    "Buildings": Sector.BUILDINGS,
    "Electricity Supply": Sector.ENERGY,
    "Transport": Sector.MOBILITY,
    "Urban Planning": Sector.GOVERNANCE,
    "Waste": Sector.WASTE,
    "Water and Sanitation": Sector.WATER,
    "Drainage": Sector.RESILIENCE,
    "ICT Infrastructure": Sector.DIGITAL,
    "Public Sector": Sector.GOVERNANCE,
    "Employment": Sector.ECONOMY,
    "Innovation": Sector.ECONOMY,
    "Energy": Sector.ENERGY,
    "Air Quality": Sector.ENVIRONMENT,
    "Environmental Quality": Sector.ENVIRONMENT,
    "Public Space and Nature": Sector.ENVIRONMENT,
    "Culture": Sector.SOCIAL,
    "Education": Sector.EDUCATION,
    "Health": Sector.HEALTH,
    "Food Security": Sector.ECONOMY,
    "Housing": Sector.BUILDINGS,
    "Safety": Sector.SAFETY,
    "Social Inclusion": Sector.SOCIAL,
}
"""The sector of each category of the catalogue."""

DISASTERS = frozenset({"SC: SH: SA: 1C", "SC: SH: SA: 2C", "SC: SH: SA: 3A", "SC: SH: SA: 4A"})
"""KPIs of the category Safety that are about disasters."""

SECTORS: tuple[Sector, ...] = tuple(TOPICS)
