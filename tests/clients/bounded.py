# ruff: noqa: D102  # the methods of a visitor do what their names say
"""Makes of a generated document one that is likely to be answered: what the SDL cannot say is put right, codes are real."""

from __future__ import annotations

import graphql as g

PAGE = {"first", "after", "last", "before"}


class Typenames(g.Visitor):
    """Asks for `__typename` in every selection, which tells what an answer's objects are."""

    def leave_selection_set(self, node, *_):
        return g.SelectionSetNode(selections=(*node.selections, g.FieldNode(name=g.NameNode(value="__typename"))))


class Bounded(g.Visitor):
    """Puts right what a generator cannot read in the SDL.

    Lists are short, one of `first` and `last` is given; an input that takes one key has one; nothing is null;
    global IDs and codes are those of *things*: kind -> [(ID, code)].
    """

    def __init__(self, types, things, *, where):
        super().__init__()
        self.types, self.things, self.where = types, things, where

    def enter_field(self, node, *_):
        definition = self.types.get_field_def()
        if definition is None or not node.arguments:
            return None
        arguments = [a for a in node.arguments if self._kept(a, definition)]
        if "first" in definition.args:
            arguments = [a for a in arguments if a.name.value not in PAGE]
            way = "last" if "last" in definition.args and len(node.arguments) % 2 else "first"
            arguments.append(argument(way, g.IntValueNode(value="3")))
        whose = g.get_named_type(definition.type).name
        arguments = [self._real(a, definition, whose) for a in arguments]
        return g.FieldNode(name=node.name, alias=node.alias, arguments=tuple(arguments), selection_set=node.selection_set)

    def _kept(self, node, definition):
        required = g.is_required_argument(definition.args[node.name.value])
        return required or not (isinstance(node.value, g.NullValueNode) or (node.name.value == "where" and not self.where))

    def _real(self, node, definition, whose):
        """The argument with the ID or code of a thing where it takes one, a list of one where it takes several."""
        name, of = node.name.value, definition.args[node.name.value].type
        kind = whose if name in ("code", "codes") else name[:1].upper() + name[1:]
        if g.get_named_type(of).name == "ID":
            value = self._thing(whose, node)[0]
        elif kind in self.things and g.get_named_type(of).name == "String":
            value = self._thing(kind, node)[1]
        else:
            return node
        text = g.StringValueNode(value=value)
        listed = isinstance(g.get_nullable_type(of), g.GraphQLList)
        return argument(name, g.ListValueNode(values=(text,)) if listed else text)

    def _thing(self, kind, node):
        """One of the things of a kind, or of every kind: which one, the generated value decides."""
        chosen = self.things.get(kind) or [thing for found in self.things.values() for thing in found]
        return chosen[len(g.print_ast(node)) % len(chosen)]

    def leave_object_field(self, node, *_):
        return g.REMOVE if isinstance(node.value, g.NullValueNode) else None

    def leave_object_value(self, node, *_):
        return g.ObjectValueNode(fields=node.fields[:1]) if self._takes_one() else None

    def leave_list_value(self, node, *_):
        return g.ListValueNode(values=tuple(v for v in node.values if getattr(v, "fields", v))) if self._takes_one() else None

    def _takes_one(self):
        return getattr(g.get_named_type(self.types.get_input_type()), "is_one_of", False)


def argument(name, value):
    """An argument."""
    return g.ArgumentNode(name=g.NameNode(value=name), value=value)


def bounded(schema, document, things, *, where):
    """The document put right, without its filters unless *where*."""
    types = g.TypeInfo(schema)
    return g.visit(document, g.TypeInfoVisitor(types, Bounded(types, things, where=where)))
