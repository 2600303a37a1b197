const { graphql } = require('relay-runtime');

graphql`
  query listsKpisQuery($first: Int, $after: String, $last: Int, $before: String) {
    ...lists_kpis @arguments(first: $first, after: $after, last: $last, before: $before)
  }
`;

graphql`
  fragment lists_kpis on Query
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" })
  @refetchable(queryName: "listsKpisPageQuery") {
    list: kpis(first: $first, after: $after, last: $last, before: $before, orderBy: [{ name: ASC }])
      @connection(key: "lists_kpis_list") {
      edges { node { code name } }
    }
  }
`;

graphql`
  query listsValuesQuery($city: String!, $first: Int, $after: String, $last: Int, $before: String) {
    city(code: $city) { ...lists_values @arguments(first: $first, after: $after, last: $last, before: $before) }
  }
`;

graphql`
  fragment lists_values on City
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" })
  @refetchable(queryName: "listsValuesPageQuery") {
    list: values(first: $first, after: $after, last: $last, before: $before, orderBy: [{ node: { name: DESC } }])
      @connection(key: "lists_values_list") {
      edges { key year value node { code } }
    }
  }
`;

graphql`
  query listsBothEndsQuery($city: String!, $kpi: String!) {
    city(code: $city) { values(first: 100) { edges { key node { code } } } }
    kpi(code: $kpi) { values(first: 100) { edges { key node { code } } } }
  }
`;
