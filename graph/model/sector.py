"""Words that several kinds use: what a thing is about, how far it is, and how well something is known."""

import enum


class Sector(enum.Enum):
    """What a project, a solution, a measure or money is for."""

    ENERGY = "Energy supply, efficiency and street lighting."
    MOBILITY = "Transport, traffic and roads."
    WATER = "Water supply and sanitation."
    WASTE = "Collection, recycling and treatment of waste."
    ENVIRONMENT = "Air, noise, green space and biodiversity."
    BUILDINGS = "Buildings and housing."
    DIGITAL = "Networks, data and digital services."
    HEALTH = "Health and care."
    EDUCATION = "Education and training."
    SAFETY = "Safety of people and on roads."
    RESILIENCE = "Disasters and adaptation to the climate."
    SOCIAL = "Inclusion, culture and social services."
    ECONOMY = "Jobs, business and innovation."
    GOVERNANCE = "Administration and participation."


class EvidenceGrade(enum.Enum):
    """How well an effect is known."""

    A = "Randomised or equivalent."
    B = "Controlled quasi-experiment, good meta-analysis or metered trial at several sites."
    C = "Uncontrolled before and after, case series, or self-report."
    D = "Model or single case."
    E = "No usable number."


class ProjectStage(enum.Enum):
    """How far a project is, in the stages of project preparation."""

    CONCEPT = "An idea with a stated need."
    PREFEASIBILITY = "Options are compared."
    FEASIBILITY = "One option is studied in depth."
    STRUCTURING = "Contracts and financing are prepared."
    PROCUREMENT = "Suppliers are being chosen."
    CONSTRUCTION = "It is being built or introduced."
    OPERATION = "It is in use."


class LegalForm(enum.Enum):
    """Who may sign for a project or take money up."""

    MUNICIPALITY = "The city itself."
    MUNICIPAL_COMPANY = "A company the city owns."
    SPECIAL_PURPOSE_VEHICLE = "A company made for one project."
    PRIVATE_COMPANY = "A private company."
    PUBLIC_PRIVATE_PARTNERSHIP = "A public and a private partner together."
    NON_PROFIT = "A body without profit."
