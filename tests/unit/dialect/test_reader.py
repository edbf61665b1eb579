"""The reader takes any honest diagram and stops early at anything that is not one."""

from __future__ import annotations

import pytest

from engine.dialect import safe_xml
from engine.dialect.reader import DiagramUnreadable, Document, read
from tests import diagrams

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test">'


def definitions(content: str) -> bytes:
    return f"{HEAD}{content}</definitions>".encode()


def refusal(xml: bytes) -> DiagramUnreadable:
    with pytest.raises(DiagramUnreadable) as caught:
        read(xml, "lead.bpmn")
    return caught.value


def flow_ids(document: Document) -> list[str | None]:
    return [flow.get("id") for flow in document.root.iterfind(".//{*}sequenceFlow")]


def test_elements_are_found_with_label_and_line() -> None:
    """Labels are written over several lines in modelers; a message wants them on one."""
    xml = definitions('<process id="p">\n<task id="a" name="Call&#10;the  client"/>\n</process>')
    document = read(xml, "lead.bpmn")
    assert document.label("a") == "Call the client"
    assert document.line("a") == 2
    assert (document.label("nobody"), document.line("nobody")) == ("", None)


def test_only_executable_processes_are_to_be_executed() -> None:
    xml = definitions(
        '<process id="ours" isExecutable="true"/><process id="client"/><process id="x" isExecutable="false"/>'
    )
    assert [process.get("id") for process in read(xml, "lead.bpmn").processes] == ["ours"]


def test_truths_may_be_written_as_numbers() -> None:
    """XML Schema, part 2, 3.2.2: 1 and 0 are true and false; what is called alike and is no truth stays."""
    loop = '<multiInstanceLoopCharacteristics isSequential="1"/>'
    xml = definitions(f'<process id="p" isExecutable=" 1 "><task id="a" startQuantity="1">{loop}</task></process>')
    document = read(xml, "lead.bpmn")
    assert ([p.get("id") for p in document.processes], document.elements["a"].get("startQuantity")) == (["p"], "1")
    assert document.elements["a"][0].get("isSequential") == "true"


def test_sequence_flows_without_an_id_get_one_in_the_tree() -> None:
    """Repeated pairs and ids that are taken already get a number."""
    flow = '<sequenceFlow sourceRef="a" targetRef="b"/>'
    own = '<sequenceFlow id="own" sourceRef="b" targetRef="a"/>'
    xml = definitions(f'<process id="p"><task id="flow_a_b_2"/>{flow}{flow}{own}</process>')
    assert flow_ids(read(xml, "lead.bpmn")) == ["flow_a_b", "flow_a_b_3", "own"]


def test_a_flow_that_names_no_ends_gets_an_id_too() -> None:
    """What is wrong with it is for the linter to say, and it needs a name for that."""
    xml = definitions('<process id="p"><sequenceFlow/><sequenceFlow/></process>')
    assert flow_ids(read(xml, "lead.bpmn")) == ["flow", "flow_2"]


def test_references_lose_the_prefix_of_their_own_file() -> None:
    """A prefix of another namespace stays: such a reference leads elsewhere, and the linter says so."""
    event = '<messageEventDefinition messageRef="{}:paid" xmlns:our="urn:test" xmlns:other="urn:other"/>'
    document = read(definitions(event.format("our") + event.format("other")), "lead.bpmn")
    assert [child.get("messageRef") for child in document.root] == ["paid", "other:paid"]


def test_bytes_are_kept_as_they_came() -> None:
    xml = f'<?xml version="1.0"?>\r\n<!-- ours -->{HEAD}\t<process  id="p"/></definitions>\n\n'.encode()
    assert read(xml, "lead.bpmn").bytes is xml


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_russian_labels_survive_the_encodings_modelers_write(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    xml = f'<?xml version="1.0" encoding="{declared}"?>{HEAD}<process id="p" name="Сделка"/></definitions>'
    assert read(xml.encode(encoding), "lead.bpmn").label("p") == "Сделка"


def test_another_root_element_is_named_in_the_refusal() -> None:
    error = refusal(b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>')
    assert (error.name, error.line) == ("lead.bpmn", 2)
    assert "root element is <html> of http://www.w3.org/1999/xhtml" in error.reason
    assert str(error) == f"lead.bpmn:2: {error.reason}"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<definitions>",
        b"\x00\x01\x02",
        definitions("&undeclared;"),
        b'<?xml version="1.0" encoding="no-such-encoding"?><definitions/>',
        b'<?xml version="1.0" encoding="shift_jis"?><definitions/>',
        b"<unbound:definitions/>",
    ],
)
def test_broken_xml_is_refused_with_its_line(xml: bytes) -> None:
    error = refusal(xml)
    assert error.line == 1
    assert "Save the diagram anew" in error.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p; <!ENTITY c "x">',
        f'<!ENTITY c "{"x" * 100_000}">',
    ],
)
def test_entities_are_refused_before_they_are_declared(declarations: str, encoding: str) -> None:
    xml = f"<!DOCTYPE definitions [{declarations}]>{HEAD}&c;</definitions>".encode(encoding)
    assert "<!DOCTYPE" in refusal(xml).reason


def test_a_document_type_from_elsewhere_is_refused() -> None:
    doctype = b'<!DOCTYPE definitions SYSTEM "http://127.0.0.1:9/evil.dtd">'
    assert "<!DOCTYPE" in refusal(doctype + definitions("")).reason


def test_xinclude_is_refused() -> None:
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    assert "XInclude" in refusal(definitions(include)).reason


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    error = refusal(b" " * (100 * 1024 * 1024))
    assert error.line is None
    assert "at most 5,242,880 bytes" in error.reason


def test_depth_is_refused_at_the_element_that_goes_too_deep() -> None:
    nested = "<task>\n" * (safe_xml.MAX_DEPTH - 1)
    read(definitions(nested + "</task>" * (safe_xml.MAX_DEPTH - 1)), "lead.bpmn")
    error = refusal(definitions("<task>\n" * 10_000 + "</task>" * 10_000))
    assert error.line == safe_xml.MAX_DEPTH
    assert "at most 200 nested elements" in error.reason


@pytest.mark.parametrize(
    "content",
    [
        f"<documentation>{'x' * (safe_xml.MAX_TEXT + 1)}</documentation>",
        f"<documentation><![CDATA[{'x' * (safe_xml.MAX_TEXT + 1)}]]></documentation>",
        f'<process id="{"x" * (safe_xml.MAX_TEXT + 1)}"/>',
    ],
)
def test_texts_that_are_too_long_are_refused(content: str) -> None:
    assert "texts of at most 1,000,000 characters" in refusal(definitions(content)).reason


@pytest.mark.parametrize(
    ("element", "limit"),
    [
        ("<task " + " ".join(f'a{number}="x"' for number in range(201)) + "/>", "at most 200 attributes"),
        ("".join(f'<task xmlns:n{number}="urn:n"/>' for number in range(5_000)), "at most 5,000 namespaces"),
        ("<task " + " ".join(f'a{number}="x"' for number in range(300_000)) + "/>", "texts of at most 1,000,000"),
    ],
    ids=["attributes", "namespaces", "long tag"],
)
def test_what_would_make_reading_slow_is_refused(element: str, limit: str) -> None:
    """Parsers take the square of the number of attributes, and read an unfinished tag again and again."""
    assert limit in refusal(definitions(element)).reason


def test_many_flows_without_ids_are_read_in_no_time() -> None:
    document = read(definitions('<process id="p">' + "<sequenceFlow/>" * 30_000 + "</process>"), "lead.bpmn")
    assert flow_ids(document)[-1] == "flow_30000"


def test_many_elements_are_refused_before_a_tree_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five megabytes of the smallest elements would take a few hundred as a tree."""
    monkeypatch.delattr(safe_xml.etree, "fromstring")
    assert "at most 200,000 elements" in refusal(definitions("<a/>" * (safe_xml.MAX_ELEMENTS + 1))).reason


def test_a_called_global_task_keeps_its_line_and_everything_it_says() -> None:
    says = diagrams.element("documentation")
    check = diagrams.element("globalUserTask", "check", says, name="Check", camunda__formKey="f")
    called = diagrams.process(diagrams.element("callActivity", "call", calledElement="check"), extra=[check])
    document = read(called, "example.bpmn")
    made = document.elements["check_task"]
    assert (document.global_tasks, document.line("check"), document.line("check_task")) == ({"check"}, 2, 2)
    assert (made.get("name"), made.get("{http://camunda.org/schema/1.0/bpmn}formKey"), len(made)) == ("Check", "f", 1)
    assert document.bytes == called
