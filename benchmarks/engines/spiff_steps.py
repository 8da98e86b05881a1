"""SpiffWorkflow: ten trivial script tasks a workflow, and one committed row for each of them on the same PostgreSQL.

SpiffWorkflow brings no store; a row with the finished task's state is the least that can be gone on from after a crash.
"""

from __future__ import annotations

import json
import threading
from importlib.metadata import version
from io import BytesIO
from itertools import pairwise

import psycopg
from load import STEPS, arguments, measure, say
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

_NAMES = ["start", *(f"step{number}" for number in range(STEPS)), "end"]


def _process() -> bytes:
    """The BPMN of ten script tasks in a row."""
    flows = list(pairwise(_NAMES))
    parts = ['<startEvent id="start"><outgoing>start-out</outgoing></startEvent>']
    parts += [f'<scriptTask id="{name}"><script>number = 1</script></scriptTask>' for name in _NAMES[1:-1]]
    parts.append('<endEvent id="end"/>')
    parts += [f'<sequenceFlow id="{one}-out" sourceRef="{one}" targetRef="{two}"/>' for one, two in flows]
    body = "".join(parts)
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'
    return f'{head}<process id="ten" isExecutable="true">{body}</process></definitions>'.encode()


def main() -> None:
    """Parse the process, run the load in threads with a connection each, print the line."""
    options = arguments(__doc__).parse_args()
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(_process())))
    spec, serializer, mine = parser.get_spec("ten"), BpmnWorkflowSerializer(), threading.local()
    with psycopg.connect(options.url, autocommit=True) as connection:
        connection.execute("drop table if exists steps")
        connection.execute(
            "create table steps (case_id bigint, step int, body text, primary key (case_id, step))"
        )

    def one(number: int) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = psycopg.connect(options.url, autocommit=True)
        workflow, step = BpmnWorkflow(spec), 0
        while (task := workflow.get_next_task(state=TaskState.READY)) is not None:
            task.run()
            if not task.task_spec.name.startswith("step"):
                continue
            body = json.dumps(serializer.to_dict(task), default=str)
            mine.connection.execute("insert into steps values (%s, %s, %s)", (number, step, body))
            step += 1
        if step != STEPS or not workflow.is_completed():
            raise SystemExit(f"only {step} steps ran")

    say(measure(one, options), options, version("SpiffWorkflow"))


if __name__ == "__main__":
    main()
