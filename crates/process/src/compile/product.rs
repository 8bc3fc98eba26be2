//! What is made, and how much of it is a dose.

use standards::reading::Quantity;
use standards::unit::Unit;

use super::fields::Fields;
use super::{Compiler, scalars};
use crate::diagnostic::{Code, did_you_mean};
use crate::expression::Type;
use crate::model::{Dose, Modality, Product};
use crate::words::InputName;

pub(super) const PRODUCT: &[&str] =
    &["code", "name", "isbt128", "modality", "storage", "shelf_life", "in_use"];
pub(super) const DOSE: &[&str] = &["of", "weight", "min", "target", "max", "cap", "source"];

impl Compiler<'_, '_> {
    pub(super) fn product(&mut self, process: &Fields<'_>) -> Product {
        let out = &mut self.out;
        let blank = Product {
            code: scalars::plain(None, "", out),
            name: scalars::text(None, "", out),
            isbt128: None,
            modality: Modality::Autologous,
            storage: scalars::text(None, "", out),
            shelf_life: zero(),
            in_use: None,
        };
        let Some(node) = process.need("product", out) else { return blank };
        let fields = Fields::open(node, node.span(), "the product", PRODUCT, out);
        let modality = fields.need("modality", out);
        let modality = scalars::one_of(modality, "modality", &Modality::ALL, Modality::word, out);
        let shelf_life = fields.need("shelf_life", out);
        Product {
            code: scalars::plain(fields.need("code", out), "the code", out),
            name: scalars::text_of(&fields, "name", out),
            isbt128: fields.get("isbt128").map(|n| scalars::plain(Some(n), "isbt128", out)),
            modality: modality.unwrap_or(Modality::Autologous),
            storage: scalars::text_of(&fields, "storage", out),
            shelf_life: scalars::time(shelf_life, "shelf_life", out).unwrap_or_else(zero),
            in_use: scalars::time(fields.get("in_use"), "in_use", out),
        }
    }

    pub(super) fn dose(&mut self, process: &Fields<'_>) -> Option<Dose> {
        let node = process.get("dose")?;
        let fields = Fields::open(node, node.span(), "the dose", DOSE, &mut self.out);
        let weight = self.weight(&fields);
        let out = &mut self.out;
        let of = scalars::text_of(&fields, "of", out);
        let min = scalars::quantity(fields.need("min", out), "min", out)?;
        let target = scalars::quantity_like(fields.get("target"), "target", &min.unit, out);
        let max = scalars::quantity_like(fields.get("max"), "max", &min.unit, out);
        let total = match &weight {
            Some((_, unit)) => min.unit.times(unit).unwrap_or_else(|_| min.unit.clone()),
            None => min.unit.clone(),
        };
        let cap = scalars::quantity_like(fields.get("cap"), "cap", &total, out);
        if let (Some(max), Some(at)) = (&max, fields.get("max"))
            && max.convert(&min.unit).is_some_and(|max| max.value < min.value)
        {
            let message = format!("the largest dose, {max}, is below the smallest, {min}");
            let cure = "let max be at least min";
            out.error(Code::LimitsContradict, at.span(), message, cure);
        }
        let source = fields.get("source").map(|n| scalars::plain(Some(n), "source", out));
        Some(Dose { of, weight: weight.map(|(name, _)| name), min, target, max, cap, source })
    }

    fn weight(&mut self, fields: &Fields<'_>) -> Option<(InputName, Unit)> {
        let scalar = scalars::word(fields.get("weight"), "weight", &mut self.out)?;
        let name = scalar.text.as_str();
        match self.scope.inputs.get(name) {
            Some(Type::Number(unit)) => Some((InputName::from(name), unit.clone())),
            Some(_) => None,
            None => {
                let message = format!("there is no input `{name}`");
                let known = self.scope.inputs.keys().map(String::as_str);
                let cure = did_you_mean(name, known).map_or_else(
                    || "declare it under `inputs:`, with its unit".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.out.error(Code::UnknownVariable, scalar.span, message, &cure);
                None
            }
        }
    }
}

fn zero() -> Quantity {
    Quantity::new(standards::decimal::Decimal::ZERO, scalars::minutes())
}
