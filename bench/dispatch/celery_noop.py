"""A Celery worker whose task does nothing, as a service would run it that must not lose a task."""

import os
import sys

from celery import Celery

app = Celery("celery_noop", broker=os.environ["AMQP_URL"])
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_send_task_events=True,
    worker_hijack_root_logger=False,
)


@app.task(name="noop")
def noop():
    return None


if __name__ == "__main__":
    # Without it some of 20,000 tasks never reach the broker. The worker does not wait for confirms.
    app.conf.broker_transport_options = {"confirm_publish": True}
    for _ in range(int(sys.argv[1])):
        noop.delay()
