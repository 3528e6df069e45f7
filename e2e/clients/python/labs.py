from pathlib import Path

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport

transport = RequestsHTTPTransport(url="http://localhost:4000/graphql")
client = Client(transport=transport, schema=Path("schema.graphql").read_text(encoding="utf-8"))
labs = gql("query Labs($id: ID!) { patient(id: $id) { fullName labResults(first: 3) { name valueText } } }")
try:
    print(client.execute(labs, {"id": "erXuFYUfucBZaryVksYEcMg3"})["patient"]["labResults"])
except TransportQueryError as failure:
    # `failure.data` has the rest of a partial result.
    print("Labs failed:", *(error["extensions"]["code"] for error in failure.errors))
