#!/bin/sh
# Prints all lab results of a patient as CSV. Needs curl and jq (examples/README.md).
# usage: GATEWAY=http://localhost:4000 sh examples/lab-history-csv.sh PATIENT_ID > labs.csv
set -eu
: "${GATEWAY:?The address of the gateway, such as http://localhost:4000}" "${1:?The id of a patient}"
folder=$(dirname "$0")/operations
after=null
columns='["effective", "name", "valueText", "isAbnormal", "interpretation", "isOutsideReferenceRange", "isPreliminary", "isCorrected",
  "isEnteredInError", "hasUnknownModifier", "id"]'

jq -nr "$columns | @csv"
while [ "$after" != '' ]; do
  page=$(
    jq -n --rawfile query "$folder/lab-history-page.graphql" \
      --arg id "$1" --argjson after "$after" '{ $query, variables: { $id, first: 100, $after } }' |
      curl -sS "$GATEWAY/graphql" -H 'content-type: application/json' ${TOKEN:+-H "authorization: Bearer $TOKEN"} -d @-
  )
  # Incomplete data must not look complete.
  printf '%s' "$page" | jq -e '(.errors // []) == [] and .data.patient.labResultsConnection != null' > /dev/null || {
    printf '%s' "$page" | jq -r '(.errors // [{ message: "The patient is unknown, or the list is missing." }])[].message' >&2
    exit 1
  }
  printf '%s' "$page" | jq -r '.extensions.fhir.warnings[] | "\(.code): \(.message)"' >&2
  # A spreadsheet runs a cell that begins like a formula. The apostrophe makes it a text.
  printf '%s' "$page" | jq -r "$columns as \$columns | .data.patient.labResultsConnection.nodes[] | [.[\$columns[]]]
    | map(if type == \"string\" and test(\"^[=+@\\\\t\\\\r]|^-(?![0-9.]+( [^-+=@|(&!]*)?\$)\") then \"'\" + . else . end) | @csv"
  after=$(printf '%s' "$page" | jq '.data.patient.labResultsConnection.pageInfo | if .hasNextPage then .endCursor else empty end')
done
