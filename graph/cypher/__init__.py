"""The production store: Neo4j."""
