-- Whom one can call: each dispatcher's own contacts at RingCentral, the company directory, and customers. What
-- RingCentral keeps is only a copy here.

create table contacts (
    -- Made from book and key, so that it stays the same when a contact is read again.
    id            text not null primary key,
    -- Which book it stands in: one's own in a company, a company's directory, or the customers.
    book          text not null,
    -- Whose book; none for a book that everybody reads.
    dispatcher_id text references dispatchers (id),
    -- What the book knows it by.
    key           text not null,
    -- The name as it is sorted and searched.
    sort          text not null,
    name          text not null,
    first_name    text not null,
    last_name     text not null,
    company       text not null,
    title         text not null,
    email         text not null,
    notes         text not null,
    extension     text not null,
    kind          text not null,
    -- Tells whether it has changed.
    digest        text not null
) strict;

create index contacts_by_name on contacts (book, sort, id);
create unique index contacts_keyed on contacts (book, key);

create table contact_numbers (
    contact_id    text not null references contacts (id) on delete cascade,
    place         integer not null,
    dispatcher_id text references dispatchers (id),
    label         text not null,
    who           text not null,
    entered       text not null,
    e164          text,
    extension     text not null,
    primary key (contact_id, place)
) strict;

-- Beginnings by which a contact is found: words of its names, and its numbers from each of their digits on.
create table contact_words (
    book          text not null,
    word          text not null,
    contact_id    text not null references contacts (id) on delete cascade,
    dispatcher_id text references dispatchers (id),
    primary key (book, word, contact_id)
) strict;

create index contact_words_of_contact on contact_words (contact_id);

-- How far each book has been read.
create table contact_books (
    book          text not null primary key,
    dispatcher_id text references dispatchers (id),
    token         text not null,
    read_at       integer not null,
    read_whole_at integer not null
) strict;
