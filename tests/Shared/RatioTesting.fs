namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// What the tests of density ratios share.
module RatioTesting =

    let seed = Seed.create 4711

    /// N(shift, sd^2 I), n points in R^d, under a label.
    let normal (label: string) (n: int) (d: int) (shift: float) (sd: float) : Points =
        let z = Seed.gaussian n d (Seed.split label seed)
        Points.init n d (fun i k -> shift + sd * z[i, k])

    /// Weights that differ, sum to one.
    let unequal (n: int) : float[] =
        let w = Array.init n (fun i -> 1.0 + float (i % 5))
        let total = Array.sum w
        Array.map (fun v -> v / total) w

    let measure (w: float[]) (x: Points) : IMeasure = Empirical.weighted w x

    let sample (x: Points) : IMeasure = Empirical.ofPoints x

    /// Settings by cross-validation over few landmarks.
    let small: KernelRatioOptions =
        { KernelRatioOptions.standard with
            Landmarks = 30
        }

    let fit (estimator: RatioEstimator) (p: IMeasure) (q: IMeasure) : RatioFit = estimator.Fit seed p q None

    /// The density of N(mean, sd^2) on the line.
    let density (mean: float) (sd: float) : Density =
        {
            Name = "normal"
            Dimension = 1
            LogValue =
                fun x ->
                    Array.init x.Count (fun i ->
                        let z = (x[i, 0] - mean) / sd
                        -0.5 * z * z - log sd - 0.5 * log (2.0 * Math.PI))
            Score = fun x -> Points.init x.Count 1 (fun i _ -> (mean - x[i, 0]) / (sd * sd))
        }

    let everyFinite (values: float[]) =
        Assert.All(values, fun v -> Assert.True(Double.IsFinite v, $"{v} is not finite"))

    let data (x: Points) : float[] =
        [|
            for k in 0 .. x.Dimension - 1 do
                for i in 0 .. x.Count - 1 do
                    x[i, k]
        |]

    /// Central differences of the value against the gradient, and the values that come with it. A step e leaves u'''
    /// e^2/6 and 2 delta/(2 e) of rounding delta in u.
    let gradientMatches (tolerance: float) (step: float) (u: Potential) (x: Points) =
        let g = u.Gradient x
        // The same sums, in one pass or two: rounding, in units of the largest of u.
        let values = u.Value x
        let largest = values |> Array.fold (fun top v -> max top (abs v)) 1.0
        Array.iter2 (close (1e-12 * largest)) values (u.At x).Values

        for k in 0 .. x.Dimension - 1 do
            let moved e =
                u.Value(Points.init x.Count x.Dimension (fun i l -> if l = k then x[i, l] + e else x[i, l]))

            Array.map2 (fun a b -> (a - b) / (2.0 * step)) (moved step) (moved -step)
            |> Array.iteri (fun i slope -> close tolerance slope g[i, k])

    /// Regret of the fit against the exact ratio on fresh samples of N(0, 1) and N(1, 1.5^2): the log-loss that an
    /// estimate loses.
    let regret (estimator: RatioEstimator) (n: int) (m: int) : struct (float * RatioFit * float) =
        let at label count mean sd = sample (normal label count 1 mean sd)
        let found = fit estimator (at "p" n 0.0 1.0) (at "q" m 1.0 1.5)
        let p, q = at "fresh p" 4000 0.0 1.0, at "fresh q" 4000 1.0 1.5
        let best = RatioFit.exact (density 0.0 1.0) (density 1.0 1.5)
        struct (RatioFit.logLoss found p q - RatioFit.logLoss best p q, found, RatioFit.logLoss best p q)
