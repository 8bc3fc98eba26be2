//! Pages, forms and JSON API of a centre.
