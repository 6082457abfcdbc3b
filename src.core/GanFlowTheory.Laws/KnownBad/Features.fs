namespace GanFlowTheory.Laws

open MathNet.Numerics.LinearAlgebra.Double
open GanFlowTheory.Core

/// Known-bad distances and shares of features.
[<RequireQualifiedAccess>]
module internal BadFeatures =

    let fid (x: Points) (y: Points) : float = (Fid.estimate x y).Value

    let private trace (m: Moments) =
        Seq.init m.Dimension (fun k -> m.Covariance[k, k]) |> Seq.sum

    // Symmetric square roots by eigenvalues.
    let private root (m: Moments) : DenseMatrix =
        let evd = (DenseMatrix.OfArray m.Covariance).Evd()
        let scaled = evd.EigenVectors.Clone()

        for k in 0 .. m.Dimension - 1 do
            scaled.SetColumn(k, evd.EigenVectors.Column k * sqrt (max 0.0 evd.EigenValues[k].Real))

        scaled * evd.EigenVectors.Transpose() :?> DenseMatrix

    /// FID with divisors n and m for n - 1 and m - 1.
    let divisorN (x: Points) (y: Points) : float =
        let law (p: Points) =
            let m = Moments.ofPoints p
            Moments.ofLaw m.Mean (m.Covariance |> Array2D.map (fun v -> v * (1.0 - 1.0 / float p.Count)))

        Fid.between (law x) (law y)

    let private withoutSymmetricRoot (x: Points) (y: Points) : float =
        let a, b = Moments.ofPoints x, Moments.ofPoints y
        let means = Array.map2 (-) a.Mean b.Mean |> Vectors.squaredNorm
        // tr S1^1/2 S2^1/2 in place of tr (S1^1/2 S2 S1^1/2)^1/2.
        means + trace a + trace b - 2.0 * (root a * root b).Trace()

    let private withRoots (x: Points) (y: Points) : float =
        let e = Fid.estimate x y
        sqrt e.OfMeans + e.OfCovariances

    // Blocks with means of their own: what lies between them is lost.
    let private apart (d: int) (blocks: float[][][]) : Moments =
        let within =
            blocks
            |> Array.filter (fun b -> b.Length > 1)
            |> Array.map (fun b -> b.Length, Moments.ofPoints (Points.ofRows b))

        let count = blocks |> Array.sumBy Array.length

        let covariance =
            Array2D.init d d (fun a b ->
                (within |> Array.sumBy (fun (n, m) -> float (n - 1) * m.Covariance[a, b]))
                / (float count - 1.0))

        Moments.ofLaw (Points.mean (Points.ofRows (Array.concat blocks))) covariance

    // Balls that reach to the neighbour before: each point counted among its own.
    let private withItself (k: int) (x: Points) (y: Points) : FeatureCoverage =
        let doubled (p: Points) = Points.append p p
        let found = FeatureCoverage.measure k (doubled x) (doubled y)

        { found with
            Density = 0.5 * found.Density
        }

    let all: KnownBad list =
        [
            Flaw.bad "blocks whose own means are never joined" (FidLaws.moments "" apart)
            Flaw.bad "FID with divisor n" (FidLaws.definition "" divisorN)
            Flaw.bad "FID without the symmetric root" (FidLaws.definition "" withoutSymmetricRoot)
            Flaw.bad "FID with the distance of the means for its square" (FidLaws.definition "" withRoots)
            Flaw.bad "FID with divisor n, in the mean" (FidLaws.bias "" divisorN)
            Flaw.bad
                "a mean of FID without what the deviations add"
                (FidLaws.expected "" (fun mean1 deviation1 n mean2 deviation2 m ->
                    let part count deviation =
                        match count with
                        | Some c -> deviation * deviation / float c
                        | None -> 0.0

                    (mean1 - mean2) ** 2.0
                    + (deviation1 - deviation2) ** 2.0
                    + part n deviation1
                    + part m deviation2))
            Flaw.bad
                "real and generated exchanged"
                (CoverageLaws.definition "" (fun k x y -> FeatureCoverage.measure k y x))
            Flaw.bad "balls that count the point itself as a neighbour" (CoverageLaws.definition "" withItself)
        ]
