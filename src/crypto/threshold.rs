//! Shamir's secret sharing in the exponent (Pedersen, EUROCRYPT 1991): public polynomials and Lagrange coefficients.
//!
//! Trustee i chose a secret polynomial `f_i` of degree threshold − 1 and published `A_i,k = a_i,k·G`. Trustee j's secret is
//! `S_j = Σ_i f_i(j)`, the joint secret `S = Σ_i f_i(0)`; any `threshold` of the S_j give S. Indices count from 1.

use zeroize::Zeroizing;

use super::group::{Point, Scalar};

/// `f(at) = Σ_k at^k·a_k` of the secret coefficients `a_0, a_1, …`, in constant time (Horner).
pub fn evaluate(coefficients: &[Scalar], at: u64) -> Zeroizing<Scalar> {
    let at = Scalar::from(at);
    Zeroizing::new(coefficients.iter().rev().fold(Scalar::ZERO, |value, a| value * at + *a))
}

/// `f(at)·G = Σ_k at^k·A_k`, from the public coefficients `A_0, A_1, …`.
pub fn evaluate_in_exponent(coefficients: &[Point], at: u64) -> Point {
    let at = Scalar::from(at);
    let powers: Vec<Scalar> =
        std::iter::successors(Some(Scalar::ONE), |power| Some(*power * at)).take(coefficients.len()).collect();
    Point::weighted_sum(&powers, coefficients)
}

/// Lagrange's coefficients: `lambda_i = Π_{k ≠ i} (k − at) / (k − i)`, so that `f(at) = Σ lambda_i·f(i)` over `indices` for
/// every polynomial of lower degree than there are indices. `at` = 0 gives the secret.
///
/// `None` unless the indices are distinct.
pub fn lagrange(indices: &[u64], at: u64) -> Option<Vec<Scalar>> {
    let at = Scalar::from(at);
    let coefficient = |i: u64| {
        let others = || indices.iter().copied().filter(move |k| *k != i).map(Scalar::from);
        let numerator = others().fold(Scalar::ONE, |product, k| product * (k - at));
        let denominator = others().fold(Scalar::ONE, |product, k| product * (k - Scalar::from(i)));
        Some(numerator * denominator.invert()?)
    };
    let distinct = indices.iter().collect::<std::collections::BTreeSet<_>>().len() == indices.len();
    distinct.then(|| indices.iter().copied().map(coefficient).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn indices_must_be_distinct() {
        assert!(lagrange(&[1, 2, 2], 0).is_none());
        assert_eq!(lagrange(&[7], 0), Some(vec![Scalar::ONE]));
    }

    proptest! {
        #[test]
        fn any_large_enough_subset_finds_the_secret(a in prop::collection::vec(any::<u64>(), 1..5), skip in 1..9_u64) {
            let coefficients: Vec<Point> = a.iter().map(|a| Point::generator_times(&Scalar::from(*a))).collect();
            let indices: Vec<u64> = (1..).map(|i| i * skip).take(a.len()).collect();
            let shares: Vec<Point> = indices.iter().map(|i| evaluate_in_exponent(&coefficients, *i)).collect();
            prop_assert_eq!(Point::weighted_sum(&lagrange(&indices, 0).unwrap(), &shares), coefficients[0]);
            let elsewhere = evaluate_in_exponent(&coefficients, 99);
            prop_assert_eq!(Point::weighted_sum(&lagrange(&indices, 99).unwrap(), &shares), elsewhere);
            let secrets: Vec<Scalar> = a.iter().map(|a| Scalar::from(*a)).collect();
            let in_secret = |i: &u64| Point::generator_times(&evaluate(&secrets, *i));
            prop_assert_eq!(indices.iter().map(in_secret).collect::<Vec<_>>(), shares.clone());
        }
    }
}
