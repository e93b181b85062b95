"""The tables. They never leave this room."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("code", String(41), primary_key=True),
    Column("version", Integer, nullable=False, comment="counts the changes; two writers cannot both take one"),
    Column("life", String(10), nullable=False),
    Column("step", String(12), nullable=False),
    Column("cell", Text, nullable=False),
    Column("superior", Text, nullable=False),
    Column("opening_on", Date, nullable=False),
    Column("state", Text, nullable=False, comment="the dossier, JSON; equals replay(journal)"),
    Column("run", String(36), comment="the live run of prepare-congress"),
    Column("lease_worker", Text, comment="who executes the run now"),
    Column("lease_until", DateTime(timezone=True)),
)

# The rows are large with the states in them: what the lists show is read from the indexes alone.
Index("ix_dossiers_names", dossiers.c.code, dossiers.c.cell, dossiers.c.superior)
Index("ix_dossiers_life", dossiers.c.life, dossiers.c.code)

units = Table(
    "units",
    metadata,
    Column("code", String(41), ForeignKey("dossiers.code"), primary_key=True),
    Column("name", Text, primary_key=True, comment="a name under which people belong to the cell or its superior"),
    Column("above", Integer, primary_key=True, autoincrement=False, comment="1 for the superior's"),
)
Index("ix_units_name", units.c.name, units.c.above, units.c.code)

requests = Table(
    "requests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("code", String(41), ForeignKey("dossiers.code"), nullable=False),
    Column("step", String(12), nullable=False),
    Column("round", Integer, nullable=False),
    Column("kind", String(14), nullable=False),
    Column("occasion", Integer, nullable=False, comment="how often this kind was asked in this dossier"),
    Column("subject", Text, comment="which of several of one kind"),
    Column("role", String(12), nullable=False),
    Column("due_on", Date),
    Column("person", Text, comment="who of the role is to do it"),
    Column("delegations", JSON, comment="who acts in their place, and until when"),
    Column("open", Integer, nullable=False),
    UniqueConstraint("code", "kind", "occasion", name="uq_requests_place"),
    sqlite_autoincrement=True,
)
Index("ix_requests_open", requests.c.open, requests.c.due_on)

journal = Table(
    "journal",
    metadata,
    Column("code", String(41), ForeignKey("dossiers.code"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("act", String(24), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", String(12)),
    Column("proof", String(8), comment="how we know who acted: code, claimed, open; none for the program itself"),
    Column("request", Integer),
    Column("payload", JSON, nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the line, which names the line before it"),
)

private_values = Table(
    "private_values",
    metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of salt and value"),
    Column("code", String(41), ForeignKey("dossiers.code"), nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("value", Text, nullable=False),
)

Index("ix_private_values_code", private_values.c.code)

persons = Table(
    "persons",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("role", String(12), nullable=False),
    Column("unit", Text, nullable=False, comment="cell or superior"),
    Column("mail", Text),
    Column("since", Date),
    Column("until", Date),
)

Index("ix_persons_unit", persons.c.unit)
Index("ix_persons_name", persons.c.name)

roll = Table(
    "roll",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("act", String(24), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", Text, comment="who says that they did it"),
    Column("name", Text, nullable=False, comment="whose role or codes changed"),
    Column("payload", JSON, nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the line, which names the line before it"),
)
Index("ix_roll_name", roll.c.name)

enrolments = Table(
    "enrolments",
    metadata,
    Column("name", Text, primary_key=True, comment="the person, as in persons.name"),
    Column("secret", Text, nullable=False, comment="what their one-time codes are made from, hidden under the key"),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False, comment="wrong codes since the last right one"),
    Column("locked_until", DateTime(timezone=True)),
)

spent_codes = Table(
    "spent_codes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False, comment="which half minute since 1970"),
    Column("use", Text, nullable=False, comment="what it was spent on: one answer may be read twice, never two"),
)

anchors = Table(
    "anchors",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("heads", JSON, nullable=False, comment="code to last line and digest, of every journal that moved"),
    Column("digest", String(64), nullable=False, unique=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True, comment="what it is for; the same thing is never said twice"),
    Column("channel", String(8), nullable=False, comment="mail or hook"),
    Column("person", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("items", JSON, nullable=False, comment="numbers and stages; the words are made when it is sent"),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", DateTime(timezone=True)),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("problem", Text),
    sqlite_autoincrement=True,
)
Index("ix_outbox_state", outbox.c.state, outbox.c.next_at)

reminders = Table(
    "reminders",
    metadata,
    Column("request", Integer, primary_key=True, autoincrement=False),
    Column("due_on", Date, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False, comment="how urgent it was said to be"),
    Column("message", Integer, ForeignKey("outbox.number"), nullable=False),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("day", Date, nullable=False),
    Column("worker", Text, nullable=False),
    Column("made", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("problem", Text),
)

paper_numbers = Table(
    "paper_numbers",
    metadata,
    Column("issuer", Text, primary_key=True, comment="the cell's name: its series outlive one dossier"),
    Column("series", String(60), primary_key=True, comment="type, symbol and term; the congress has one for all types"),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("code", String(41), ForeignKey("dossiers.code"), nullable=False),
    Column("paper", String(60), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("ix_paper_numbers_code", paper_numbers.c.code)

wakings = Table(
    "wakings",
    metadata,
    Column("code", String(41), ForeignKey("dossiers.code"), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)

wakers = Table(
    "wakers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)
