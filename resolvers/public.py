"""Which properties all see of a row they see. What is not listed is seen by those only whose own the row is.

A property the model gains is nobody's but theirs before it stands here: a test tells where one stands nowhere. The name
of a thing, its code or key, is seen with it.
"""

from __future__ import annotations

from graph.model import MODEL

_LISTED = {
    "Country": "name subregion currency incomeGroup incomeGroupYear incomeSource synthetic",
    "Region": "name source synthetic",
    "City": (
        "name countryCode population populationYear populationSource area areaSource latitude longitude "
        "positionSource gdpPerCapita gdpYear gdpScope gdpSource stage stageDefinition stageSource governance "
        "governanceSource climate climateSource languages languagesSource published synthetic"
    ),
    "Kpi": (
        "name definition dimension subDimension category level unit dataPoints improvement numerator denominator "
        "multiplier source type physicalLow physicalHigh optimum checks validYears note"
    ),
    "Organisation": "synthetic published name summary countryCode languages website source kind employees",
    "Expert": (
        "synthetic published name summary countryCode languages website source sectors stages countryCodes "
        "legalForms verifierStatus"
    ),
    "Evaluation": "synthetic year status startedOn submittedOn verifiedOn publishedOn",
    "Entry": ("synthetic dataPoint year value unit numerator denominator quality source method scope note status changedAt"),
    "Question": "synthetic text answer rule status askedAt answeredAt",
    "Certificate": "synthetic issuedOn validUntil standard level issuer coreReported advancedReported url",
    "Project": (
        "synthetic published name summary sector source startDate endDate subsector stage status legalForm "
        "deliveryMode capex opex fundingSought currency revenueModel beneficiaries readiness"
    ),
    "Call": "synthetic published name summary status opens closes budget currency",
    "Proposal": "synthetic name status submittedOn",
    "Financier": "synthetic published name summary countryCode languages website source kind",
    "Instrument": (
        "synthetic published name summary sectors stages countryCodes legalForms languages kind requires criteria "
        "ticketLow ticketHigh currency tenorYears rate deadline source"
    ),
    "Bundle": "synthetic published name summary",
    "Intervention": (
        "synthetic name sector status grade design firstEffectMonths fullEffectMonths lagNote persistence costKind "
        "costLow costHigh costUnit costNote costVerification preconditions interactions caveats libraryVersion"
    ),
    "Outcome": "synthetic name",
    "Publication": "synthetic title year url",
    "Pilot": (
        "synthetic published name summary startDate endDate status hypothesis stopRule comparison sampleSize "
        "effectKey effect standardError unit grade budget currency"
    ),
    "Practice": "synthetic published name summary sector source since",
    "Transfer": "synthetic published startDate endDate status adaptation",
    "Solution": (
        "synthetic published name summary sector source sectors stages countryCodes legalForms languages "
        "technologies readinessLevel priceLow priceHigh currency"
    ),
    "TargetSet": "name description illustrative version owner validFrom source synthetic",
    "Document": "synthetic published title mediaType url sha256 date",
    "Goal": "number name",
    "Hub": "synthetic name status statusNote startYear endYear purpose focusAreas website source",
    "Lab": (
        "synthetic name status statusNote startYear endYear purpose focusAreas website source stakeholders "
        "services methods accreditation fundingModel"
    ),
    "Initiative": "synthetic name status statusNote startYear endYear purpose focusAreas website source",
    "Scenario": "synthetic published name summary baseYear horizon targetSet",
    "Run": ("synthetic kind status algorithmVersion parameters inputsDigest dataSeq seed queuedAt startedAt endedAt error"),
    "Forecast": "synthetic dataPoint year median low50 high50 low90 high90 unit grade madeAt valueKey score",
    "Cohort": "synthetic startDate endDate name status",
    "TwinPair": "synthetic startDate endDate status topic",
    "Recommendation": "synthetic purpose madeAt",
    "Trigger": "synthetic name event horizon enabled priority coolDownDays quotaPerMonth",
    "TwinnedWith": "since source",
    "SkilledIn": "level years",
    "HasValue": "dataPoint year value unit numerator denominator quality source method scope note status publishedAt",
    "HadValue": (
        "dataPoint year value unit numerator denominator quality source method scope note status publishedAt "
        "revision supersededAt"
    ),
    "Verifies": "since",
    "Targets": "dataPoint priority expected",
    "Advises": "role daysPerMonth since until",
    "Funds": "amount currency status",
    "AffectsKpi": "dataPoint kind low central high unit grade appliesTo note metric centralIsPublished verification",
    "AffectsOutcome": "kind low central high unit grade appliesTo note metric centralIsPublished verification",
    "Cites": "supports verification",
    "Addresses": "dataPoint",
    "MeasuredBy": "dataPoint before after beforeKey afterKey grade",
    "Improves": "dataPoint kind low central high unit grade appliesTo note source",
    "DeployedIn": "year result source",
    "Sets": "dataPoint target worst improvement method basis comparedValues source note",
    "Measures": "targets indicators",
    "OrganisationInLab": "helix since",
    "ExpertInLab": "helix since",
    "Applies": "coverage startYear",
    "Pairs": "side",
    "WishesFor": "statedOn source score topic",
    "Prioritises": "statedOn source weight",
    "SuggestsCity": "rank score scoreLow scoreHigh coverage",
    "SuggestsSolution": "rank score scoreLow scoreHigh coverage",
    "SuggestsExpert": "rank score scoreLow scoreHigh coverage",
    "SuggestsOrganisation": "rank score scoreLow scoreHigh coverage",
    "SuggestsInstrument": "rank score scoreLow scoreHigh coverage",
    "SuggestsIntervention": "rank score scoreLow scoreHigh coverage",
    "SuggestsProject": "rank score scoreLow scoreHigh coverage",
    "SuggestsPractice": "rank score scoreLow scoreHigh coverage",
    "SuggestsTwinPair": "rank score scoreLow scoreHigh coverage",
    "SuggestsBundle": "rank score scoreLow scoreHigh coverage",
    "TriggerApplies": "coverage delayMonths",
}

PUBLIC = {
    name: frozenset((kind.unique, *_LISTED.get(name, "").split()))
    for name, kind in (*MODEL.kinds.items(), *MODEL.relations.items())
    if not kind.internal
}
"""Kind or relation -> the properties all see."""
