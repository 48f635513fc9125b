//! Customers with their contacts and numbers.

use std::collections::HashMap;

use domain::customer::{Contact, Customer};
use domain::{CustomerId, PhoneNumber};
use sqlx::any::AnyRow;

use crate::bulk::with_list;
use crate::contacts::keep_customer;
use crate::error::Result;
use crate::journal::list;
use crate::row::{Read, Text};
use crate::{Store, Tag};

/// The customers' tables.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a>(&'a Store);

impl Store {
    /// Whom the company works for.
    pub const fn customers(&self) -> Customers<'_> {
        Customers(self)
    }
}

pub(crate) const BY_NUMBER: &str = "select * from customers
     where id in (select customer_id from customer_contacts where number = $1) order by name, id";

pub(crate) const NAMES_BY_NUMBER: &str = "select name from customers
     where id in (select customer_id from customer_contacts where number = $1) order by name, id";

pub(crate) const CONTACTS_OF: &str =
    "select * from customer_contacts where customer_id in {list} order by customer_id, place";

impl Customers<'_> {
    /// Adds a customer; [`crate::Error::AlreadyThere`] if the id is taken.
    pub async fn add(&self, customer: &Customer) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "insert into customers (id, name, account_number, address, email, notes, revision)
             values ($1, $2, $3, $4, $5, $6, 0)",
        )
        .bind(customer.id.as_str())
        .bind(Text(&customer.name))
        .bind(Text::maybe(&customer.account_number))
        .bind(Text::maybe(&customer.address))
        .bind(Text::maybe(&customer.email))
        .bind(Text(&customer.notes))
        .execute(&mut *tx)
        .await?;
        for (place, contact) in (0_i64..).zip(&customer.contacts) {
            sqlx::query(
                "insert into customer_contacts (customer_id, place, name, role, number) values ($1, $2, $3, $4, $5)",
            )
            .bind(customer.id.as_str())
            .bind(place)
            .bind(Text(&contact.name))
            .bind(Text(&contact.role))
            .bind(contact.number.as_str())
            .execute(&mut *tx)
            .await?;
        }
        keep_customer(&mut tx, self.0.backend.dialect, customer).await?;
        self.0.backend.commit(tx, &[Tag::Customers, Tag::Contacts]).await?;
        Ok(())
    }

    /// A customer with all contacts.
    pub async fn get(&self, customer: &CustomerId) -> Result<Option<Customer>> {
        let rows = sqlx::query("select * from customers where id = $1")
            .bind(customer.as_str())
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(self.with_contacts(&rows).await?.pop())
    }

    /// Every customer who has this number, with all their contacts, by name.
    pub async fn by_number(&self, number: &PhoneNumber) -> Result<Vec<Customer>> {
        let rows = sqlx::query(BY_NUMBER).bind(number.as_str()).fetch_all(self.0.backend.reader()).await?;
        self.with_contacts(&rows).await
    }

    /// The names of the customers who have this number.
    pub async fn names_by_number(&self, number: &PhoneNumber) -> Result<Vec<String>> {
        let rows =
            sqlx::query(NAMES_BY_NUMBER).bind(number.as_str()).fetch_all(self.0.backend.reader()).await?;
        Ok(rows.iter().map(|row| row.text("name")).collect::<sqlx::Result<_>>()?)
    }

    /// How many there are.
    pub async fn count(&self) -> Result<u64> {
        let count: i64 =
            sqlx::query_scalar("select count(*) from customers").fetch_one(self.0.backend.reader()).await?;
        Ok(count.unsigned_abs())
    }

    async fn with_contacts(&self, rows: &[AnyRow]) -> Result<Vec<Customer>> {
        let mut customers: Vec<Customer> = rows.iter().map(read).collect::<sqlx::Result<_>>()?;
        if customers.is_empty() {
            return Ok(customers);
        }
        let contacts = with_list(self.0.backend.dialect, CONTACTS_OF)
            .bind(list(customers.iter().map(|customer| customer.id.as_str())))
            .fetch_all(self.0.backend.reader())
            .await?;
        let mut of: HashMap<CustomerId, Vec<Contact>> = HashMap::new();
        for row in &contacts {
            of.entry(row.text("customer_id")?).or_default().push(Contact {
                name: row.text("name")?,
                role: row.text("role")?,
                number: PhoneNumber::from_e164(row.text::<String>("number")?),
            });
        }
        for customer in &mut customers {
            customer.contacts = of.remove(&customer.id).unwrap_or_default();
        }
        Ok(customers)
    }
}

fn read(row: &AnyRow) -> sqlx::Result<Customer> {
    Ok(Customer {
        id: row.text("id")?,
        name: row.text("name")?,
        account_number: row.text_opt("account_number")?,
        address: row.text_opt("address")?,
        email: row.text_opt("email")?,
        notes: row.text("notes")?,
        contacts: Vec::new(),
    })
}
