"""Asks for a run and waits for its end. Needs the package pika. Started with the address of the
broker in AMQP_URL, the name of a dataset and a key: the same key never makes a second run."""

import json
import os
import sys
from urllib.parse import unquote, urlsplit

import pika

dataset, key = (sys.argv[1:] + ["registro", "cierre-2026-11"])[:2]
url = os.environ.get("AMQP_URL", "amqp://localhost")
login = unquote(urlsplit(url).username or "guest")

connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.confirm_delivery()

# Listen before asking, to the replies to this login alone.
queue = channel.queue_declare("", exclusive=True).method.queue
channel.queue_bind(queue, "sync.replies", f"reply.{login}.cierre")

event = {
    "specversion": "1.0",
    "id": key,
    "source": "/contabilidad",
    "type": "aaps.sync.request.v1",
    "data": {"dataset": dataset},
}
channel.basic_publish(  # returns when the broker has it for good
    "sync.requests",
    f"request.sync.{dataset}",
    json.dumps(event).encode(),
    pika.BasicProperties(
        content_type="application/cloudevents+json",
        delivery_mode=2,
        message_id=key,
        user_id=login,  # checked by the broker
        reply_to="cierre",
    ),
    mandatory=True,
)

state = None
for _method, _properties, body in channel.consume(queue, auto_ack=True):
    reply = json.loads(body)["data"]
    if reply["requestId"] != key:
        continue
    print(reply["answer"], reply.get("runId") or reply.get("code"))
    if reply["answer"] != "accepted":
        state = reply.get("state") or reply.get("reason")
        break
connection.close()
if state != "succeeded":
    sys.exit(state)
