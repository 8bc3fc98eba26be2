//! Published knowledge a therapy centre computes with: numbers, units, identifiers, codes.
