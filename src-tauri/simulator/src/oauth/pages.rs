//! The pages a person sees between the app's "Sign in" and its callback. Plain HTML forms, no script, no
//! cookie: the request travels as a ticket in a hidden field.
