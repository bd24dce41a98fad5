"""Whether a procedure can run its course: chapter 2.9 [CHR-35] to [CHR-38]."""

from refusal import require

EVERYWHERE = ("hold", "contest", "correct")
STATUSES = {"answered", "refused", "not-applicable", "contested"}


def by_name(items):
    return {item["name"]: item for item in items}


def field_of(charter, form, name):
    """A field of the schema of a form, or an empty map."""
    for body in charter.get("schemas", []):
        if body["form"] == form:
            return by_name(body["fields"]).get(name, {})
    return {}


def is_required(field, kind):
    return field.get("kind") == kind and field.get("required", False)


def column_of(table, name):
    require(table.get("kind") == "table", "no table")
    return by_name(table["columns"]).get(name, {})


def check(charter, procedure):
    check_roles(charter, procedure)
    check_acts(charter, procedure)
    check_questions(charter, procedure)
    check_conditions(charter, procedure)
    states = by_name(procedure["states"])
    for state in states.values():
        check_state(charter, procedure, states, state)
    moved = {move["act"] for state in states.values() for move in state.get("moves", [])}
    for act in procedure["acts"]:
        require((act["name"] in moved) != (act["name"] in EVERYWHERE), "the act %s in moves or not" % act["name"])
    check_course(charter, procedure, states)


def check_roles(charter, procedure):
    parties = {party["id"] for party in charter["parties"]}
    for role in procedure["roles"]:
        require(("parties" in role) == (role["kind"] == "named") and ("field" in role) == (role["kind"] in ("field", "joint", "listed")),
                "a key of another kind of role")
        require(set(role.get("parties", [])) <= parties, "a role of no party")
        if role["kind"] in ("joint", "listed"):
            table = field_of(charter, procedure["form"], role["field"])
            require(is_required(column_of(table, "party"), "party"), "a joint role of no table of parties")  # [CHR-62] [CHR-66]
        elif "field" in role:
            require(is_required(field_of(charter, procedure["form"], role["field"]), "party"), "a role of no party field")


def check_acts(charter, procedure):
    order = [act["name"] in EVERYWHERE for act in procedure["acts"]]
    require(order == sorted(order), "an act stands behind one that stands last")
    for act in procedure["acts"]:
        if act["name"] in EVERYWHERE:
            require(set(act) == {"name", "title", "form"}, "an act of every procedure with an effect")
        if "certifies" in act:
            require(is_required(field_of(charter, act["form"], act["certifies"]), "party"), "certifies no party")


def check_questions(charter, procedure):
    """[CHR-36] [CHR-65]"""
    answering = [act for act in procedure["acts"] if "answers" in act or "finds" in act]
    require(("questions" in procedure) == bool(answering), "questions without answers, or answers without questions")
    if answering:
        table = field_of(charter, procedure["form"], procedure["questions"])
        require(is_required(column_of(table, "id"), "text"), "questions without ids")
    for act in answering:
        if "finds" in act:
            table = field_of(charter, act["form"], act["finds"])
            require(is_required(column_of(table, "question"), "text") and is_required(column_of(table, "finding"), "choice"), "no findings")
        if "answers" not in act:
            continue
        table = field_of(charter, act["form"], act["answers"])
        status = column_of(table, "status")
        require(is_required(column_of(table, "question"), "text") and is_required(status, "choice"), "no answers")
        require({choice["value"] for choice in status["choices"]} <= STATUSES, "another status")


def check_conditions(charter, procedure):
    """[CHR-64]"""
    others = by_name(charter["procedures"])
    for condition in procedure.get("conditions", []):
        require(field_of(charter, procedure["form"], condition["field"]).get("kind") == "reference", "a condition on no reference")
        require(condition["procedure"] in others, "a condition on an unknown procedure")
        require(set(condition["states"]) <= set(by_name(others[condition["procedure"]]["states"])), "a condition on an unknown state")
        require(set(condition["acts"]) <= set(by_name(procedure["acts"])), "a condition before an unknown act")


def check_state(charter, procedure, states, state):
    """[CHR-37], and [CHR-38] for the clock by itself"""
    acts, roles = by_name(procedure["acts"]), by_name(procedure["roles"])
    moves, clock = state.get("moves", []), state.get("clock")
    if state.get("end"):
        require("standing" not in procedure and set(state) == {"name", "title", "end"}, "something follows an end")
    else:
        require(moves or clock, "a state that nobody can leave")
    for i, move in enumerate(moves):
        require(move["act"] in acts and move["role"] in roles and move["to"] in states, "a move of nothing")
        require("stays" not in acts[move["act"]] or move["to"] == state["name"], "an act that stays and leads elsewhere")
        if "keeps" in acts[move["act"]]:  # [CHR-74]
            require(not {"stays", "certifies"} & set(acts[move["act"]]), "an act that keeps and stays or certifies")
            require(move["to"] != state["name"], "an act that keeps and leads back")
            require("field" in states[move["to"]].get("clock", {"field": ""}), "a clock of minutes that would be kept")
        role = roles[move["role"]]
        require(move["needs"] != "one" or not several(charter, role), "one of several")
        for other in moves[:i]:
            require(other["act"] != move["act"] or not share(roles[other["role"]], role), "an act twice")
    for role in state.get("awaits", []):
        require(role in {move["role"] for move in moves}, "%s is awaited, but has no move" % role)
    if clock is None:
        return
    measures = [key for key in ("field", "minutes", "constant") if key in clock]
    require(len(measures) == 1, "a clock with %d measures" % len(measures))
    require(clock["to"] in states, "a clock to nowhere")
    require(moves or (measures == ["field"] and "silence" not in clock), "a clock that waits for nobody")
    if "constant" in clock:
        constant = by_name(charter.get("constants", [])).get(clock["constant"])
        require(constant and constant["unit"] == "minutes" and 1 <= constant["value"] <= 525600, "no constant in minutes")


def several(charter, role):
    return {"others": len(charter["parties"]) > 2, "all": True, "joint": True, "listed": True, "named": len(role.get("parties", [])) > 1}.get(
        role["kind"], False)


def share(a, b):
    """Whether one party may hold both roles."""
    if {a["kind"], b["kind"]} == {"opener", "others"}:
        return False
    return not (a["kind"] == b["kind"] == "named") or bool(set(a["parties"]) & set(b["parties"]))


def follow(state):
    return [move["to"] for move in state.get("moves", [])] + ([state["clock"]["to"]] if "clock" in state else [])


def closure(start, follows):
    """All that is reached from start."""
    reached, left = set(start), list(start)
    while left:
        for to in follows(left.pop()):
            if to not in reached:
                reached.add(to)
                left.append(to)
    return reached


def check_course(charter, procedure, states):
    first = procedure["states"][0]["name"]
    require(closure([first], lambda name: follow(states[name])) == set(states), "a state to which nothing leads")
    if "standing" not in procedure:
        ends = [name for name in states if states[name].get("end")]
        back = closure(ends, lambda end: [name for name in states if end in follow(states[name])])
        require(back == set(states), "a state from which no end is reached")
    for name in states:
        require(not returns(states, name), "clocks that lead round")
    for act, name in starts(procedure, states, first):
        field = states[name].get("clock", {}).get("field")
        form = by_name(procedure["acts"])[act]["form"] if act else procedure["form"]
        require(field is None or is_required(field_of(charter, form, field), "time"), "a clock on a missing field")


def returns(states, name):
    """Whether clocks alone lead from a state back to it."""
    at = name
    for _ in states:
        if "clock" not in states[at]:
            return False
        at = states[at]["clock"]["to"]
        if at == name:
            return True
    return False


def starts(procedure, states, first):
    """Pairs of an act (None for the opening) and a state whose clock it may start [CHR-38]."""
    certifying = {act["name"] for act in procedure["acts"] if "certifies" in act or "stays" in act}
    keeping = {act["name"] for act in procedure["acts"] if "keeps" in act}
    begun = [(None, first)] + [(move["act"], move["to"]) for name, state in states.items() for move in state.get("moves", [])
                               if move["act"] not in keeping and (move["to"] != name or move["act"] not in certifying)]

    def handed_on(pair):
        state = states[pair[1]]
        kept = [move["to"] for move in state.get("moves", []) if move["act"] in keeping]
        return [(pair[0], to) for to in kept + ([state["clock"]["to"]] if "clock" in state else [])]
    return closure(begun, handed_on)
