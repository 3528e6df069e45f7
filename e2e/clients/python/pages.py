from pathlib import Path

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport

transport = RequestsHTTPTransport(url="http://localhost:4000/graphql")
client = Client(transport=transport, schema=Path("schema.graphql").read_text(encoding="utf-8"))
patients = gql("""
  query Patients($after: String) {
    patientsConnection(first: 20, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
  }
""")

page_info = {"hasNextPage": True, "endCursor": None}
while page_info["hasNextPage"]:
    connection = client.execute(patients, {"after": page_info["endCursor"]})["patientsConnection"]
    print(*(node["id"] for node in connection["nodes"]), sep="\n")
    page_info = connection["pageInfo"]
