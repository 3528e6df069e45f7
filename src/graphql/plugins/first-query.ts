/** The first query to try, in a browser or in the terminal. */
export const FIRST_QUERY = '{ patients(first: 10) { id fullName } }';

/** The same query as browser pages show it, with a comment. */
export const FIRST_DOCUMENT = `# extensions.fhir shows the cost
query Patients {
  patients(first: 10) {
    id
    fullName
  }
}
`;
