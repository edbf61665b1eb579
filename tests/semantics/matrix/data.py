"""Data objects, data stores, inputs and outputs, data associations, expressions."""

from __future__ import annotations

from tests.diagrams import boundary, element, end, process, start, subprocess, task, throw
from tests.semantics.matrix.activities import alone
from tests.semantics.matrix.row import Row, drawing, refused, warned

OBJECTS, ASSOCIATIONS = "test_data_objects::test_", "test_data_associations::test_"
OUTPUTS, EVENT_DATA = "test_data_outputs::test_", "test_event_data::test_"
NOTE, STORE = element("dataObject", "note"), element("dataStoreReference", "store")


def text(tag: str, value: str) -> str:
    return f"<{tag}>{value}</{tag}>"


def associated(direction: str, source: str, target: str, transformation: str = "") -> str:
    computed = text("transformation", transformation) if transformation else ""
    return element(f"data{direction}Association", "", text("sourceRef", source), text("targetRef", target), computed)


def specified(*declared: str, needed: str = "", given: str = "") -> str:
    inputs = element("inputSet", "", text("dataInputRefs", needed) if needed else "")
    outputs = element("outputSet", "", text("dataOutputRefs", given) if given else "")
    return element("ioSpecification", "", *declared, inputs, outputs)


def stored(*content: str) -> bytes:
    return process(STORE, start(), task("work", *content), end(), flows="start work end")


FOLLOWING = element(
    "ioSpecification", "", element("inputSet", "", text("outputSetRefs", "sold")), element("outputSet", "sold")
)
WRITES = task("work", associated("Output", "any", "note", "${1}"))
INPUT, OUTPUT = element("dataInput", "given"), element("dataOutput", "got")
UNDONE = boundary("undone", "work", associated("Output", "any", "note", "${1}") + "<compensateEventDefinition/>")
HANDLER = task("undo", isForCompensation="true") + element("association", "by", sourceRef="undone", targetRef="undo")
ON_THE_WAY = throw("event", INPUT, associated("Input", "note", "given"), element("inputSet"))

PLACES = (
    Row("объект данных", "data object", f"{ASSOCIATIONS}a_data_object_is_the_variable_called_after_it"),
    Row(
        "ссылки на объект данных и состояния", "data object references and states",
        f"{OBJECTS}references_in_different_states_are_one_data_object_10_4_1",
    ),
    Row(
        "объект данных подпроцесса", "data object of a subprocess",
        f"{OBJECTS}a_data_object_of_a_subprocess_lives_as_long_as_it_10_4_1",
    ),
    Row(
        "объект данных событийного подпроцесса", "data object of an event subprocess",
        f"{OBJECTS}an_event_subprocess_has_its_own_data_object_10_4_1",
    ),
    refused(
        "объект данных чужого подпроцесса", "data object of another subprocess", "data-not-executed",
        process(start(), subprocess("inside", NOTE, start("in"), end("out"), flows="in out"), WRITES, end(),
                flows="start inside work end"),
    ),
    Row(
        "свойство процесса", "property of a process",
        f"{OBJECTS}a_property_is_a_variable_that_no_picture_shows_10_4_1",
    ),
    drawing(
        "хранилище данных и ссылка на него", "data store and data store reference",
        f"{OBJECTS}a_data_store_that_is_only_drawn_changes_nothing_10_4_1",
    ),
    Row(
        "свойство подпроцесса", "property of a subprocess",
        f"{OBJECTS}a_property_of_a_subprocess_lives_as_long_as_it_10_4_1",
    ),
    Row("свойство задачи", "property of a task", f"{OBJECTS}a_property_of_a_task_is_its_own_10_4_1"),
    refused(
        "выход в собственное свойство", "output into a property of its own", "data-not-executed",
        alone(task("work", element("property", "own", name="own"), associated("Output", "any", "own", "${1}"))),
    ),
    drawing(
        "типы данных (itemDefinition), собрания", "types (itemDefinition), collections",
        f"{OBJECTS}types_and_collections_of_data_objects_check_nothing_10_4_1",
    ),
    refused(
        "значение для хранилища данных", "value for a data store", "data-not-executed",
        stored(associated("Output", "any", "store", "${1}")),
    ),
    refused(
        "значение из хранилища данных", "value from a data store", "data-not-executed",
        stored(specified(INPUT), associated("Input", "store", "given")),
    ),
)  # fmt: skip

SETS = (
    Row(
        "входные данные процесса", "data inputs of a process",
        f"{ASSOCIATIONS}a_process_does_not_begin_without_its_data_inputs_but_without_optional_ones_10_4_1",
    ),
    Row("несколько наборов входных данных", "several input sets", f"{ASSOCIATIONS}one_of_several_input_sets_is_enough"),
    refused(
        "набор из необъявленных данных", "input set of what is not declared", "data-input-undeclared",
        process(specified(INPUT, needed="other"), start(), end(), flows="start end"),
    ),
    Row(
        "входные данные действия", "data inputs of an activity",
        f"{ASSOCIATIONS}a_transformation_computes_a_data_input_by_its_name",
    ),
    Row(
        "входные данные, которых ещё нет", "data input whose source is not there yet",
        f"{ASSOCIATIONS}a_data_input_whose_source_is_not_there_waits_for_it_10_4_2",
    ),
    Row(
        "необязательные данные, которых нет", "optional data that is not there",
        f"{ASSOCIATIONS}an_optional_data_input_whose_source_is_not_there_holds_up_nothing_10_4_1",
    ),
    refused(
        "входные данные, которых никто не даст", "data input nothing fills", "data-input-unfilled",
        alone(task("work", specified(INPUT, needed="given"))),
    ),
    Row(
        "выходные данные действия", "data outputs of an activity",
        f"{ASSOCIATIONS}an_association_without_a_transformation_copies_a_data_output_into_a_data_object_10_4_2",
    ),
    Row(
        "выходные данные процесса", "data outputs of a process",
        f"{OUTPUTS}a_process_does_not_end_without_its_data_outputs_but_without_optional_ones_10_4_1",
    ),
    warned(
        "какой набор выходных данных за каким входным", "which output set follows from which input set", "element-idle",
        process(FOLLOWING, start(), end(), flows="start end"),
    ),
    Row("несколько наборов выходных данных", "several output sets", f"{OUTPUTS}one_of_several_output_sets_is_enough"),
    refused(
        "набор из необъявленных выходных данных", "output set of what is not declared", "data-output-undeclared",
        process(specified(OUTPUT, given="other"), start(), end(), flows="start end"),
    ),
    Row(
        "параметры входа и выхода (camunda:inputOutput)", "input and output parameters (camunda:inputOutput)",
        "test_activities::test_with_output_parameters_only_those_reach_the_process",
    ),
)  # fmt: skip

WAYS = (
    Row(
        "копирование по ссылке", "copy by reference",
        f"{ASSOCIATIONS}an_association_without_a_transformation_copies_a_data_object_into_a_data_input_10_4_2",
    ),
    Row("преобразование", "transformation", f"{ASSOCIATIONS}a_transformation_computes_a_data_input_by_its_name"),
    Row("присваивание", "assignment", f"{ASSOCIATIONS}assignments_name_what_they_compute"),
    Row(
        "у события, которое бросает сообщение или сигнал", "at an event that throws a message or a signal",
        f"{ASSOCIATIONS}an_event_takes_along_what_its_associations_compute",
    ),
    Row(
        "копирование для такого события", "copy for such an event",
        f"{ASSOCIATIONS}a_throwing_event_takes_along_what_is_copied_into_its_data_input_10_4_2",
    ),
    refused(
        "у других бросающих событий", "at other events that throw", "data-not-executed",
        process(NOTE, start(), ON_THE_WAY, end(), flows="start event end"),
    ),
    Row(
        "вычисление у ожидающих событий", "computed at events that catch",
        f"{EVENT_DATA}what_an_event_brings_can_be_computed_with_10_4_2",
    ),
    Row(
        "копирование у ожидающих событий", "copy at events that catch",
        f"{EVENT_DATA}a_data_output_of_an_event_is_what_its_message_brings_by_that_name_10_5_1",
    ),
    Row(
        "у событий на границе", "at boundary events",
        f"{EVENT_DATA}an_event_on_a_boundary_gives_its_data_outputs_10_5_1",
    ),
    Row(
        "у старта процесса", "at the start of a process",
        f"{EVENT_DATA}the_start_of_a_process_gives_its_data_outputs_10_5_1",
    ),
    Row(
        "у старта событийного подпроцесса", "at the start of an event subprocess",
        f"{EVENT_DATA}the_start_of_an_event_subprocess_gives_its_data_outputs_within_10_5_1",
    ),
    refused(
        "у события компенсации на границе", "at a compensation event on a boundary", "data-not-executed",
        process(NOTE, start(), task("work"), end(), UNDONE, HANDLER, flows="start work end"),
    ),
    Row(
        "данные сообщения у ожидающих событий (переменные)", "payload at events that catch (variables)",
        "test_messages_by_tasks::test_a_receive_task_waits_for_its_message_and_takes_the_payload",
    ),
    drawing(
        "только нарисованная связь", "association that is only drawn",
        f"{ASSOCIATIONS}an_association_that_computes_nothing_only_shows",
    ),
    refused(
        "сценарии на чужих языках", "scripts in other languages", "language-foreign",
        alone(task("work", text("script", "x = 1"), tag="scriptTask", scriptFormat="groovy")),
    ),
)  # fmt: skip

GROUPS = {
    "Где лежат данные · Places for data": PLACES,
    "Входные и выходные данные · Data inputs and outputs": SETS,
    "Связи данных · Data associations": WAYS,
}
