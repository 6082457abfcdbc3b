namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The laws that the values of functionals are what they say: derivatives do not see a constant.
[<RequireQualifiedAccess>]
module internal ValueLaws =

    let private head: LawHead =
        {
            Name = "functional-value"
            Statement =
                "The value of a functional is its definition, written once more in the law; one of distance type is 0 at q = p."
            Source = ""
            Judge =
                Judge.Relative(
                    1e-11,
                    "the same sums in another order, at most 1e7 terms of random rounding; quadrature of Gaussians below 1e-12"
                )
        }

    // sum_ij v_i w_j k(x_i, y_j) and the sum of its terms without their signs, by scalar loops.
    let private pairs (k: float[] -> float[] -> float) (p: IMeasure) (q: IMeasure) =
        let xs, ys = Points.toRows p.Nodes, Points.toRows q.Nodes
        let mutable total, size = 0.0, 0.0

        xs
        |> Array.iteri (fun i x ->
            ys
            |> Array.iteri (fun j y ->
                let term = p.Weights[i] * q.Weights[j] * k x y
                total <- total + term
                size <- size + abs term))

        struct (total, size)

    // a E_qq k + b E_qp k + c E_pp k, with its size.
    let private quadratic (a: float) (b: float) (c: float) k (p: IMeasure) (q: IMeasure) =
        let struct (qq, sizeQ) = pairs k q q
        let struct (qp, sizeM) = pairs k q p
        let struct (pp, sizeP) = pairs k p p
        a * qq + b * qp + c * pp, abs a * sizeQ + abs b * sizeM + abs c * sizeP

    /// 1/2 (E_qq k - 2 E_qp k + E_pp k) and the size of its terms.
    let mmd (kernel: Kernel) : IMeasure -> IMeasure -> float * float =
        quadratic 0.5 -1.0 0.5 (Kernel.value kernel)

    /// E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'| and the size of its terms, without the points themselves: the distance kernel
    /// adds their norms.
    let energyDistance (p: IMeasure) (q: IMeasure) : float * float =
        let distance (x: float[]) (y: float[]) = Vectors.norm (Array.map2 (-) x y)
        let value, size = quadratic -0.5 1.0 -0.5 distance p q

        let reach =
            Seq.append (Points.toRows p.Nodes) (Points.toRows q.Nodes)
            |> Seq.map Vectors.norm
            |> Seq.max

        value, size + reach

    /// A functional of any measure against its definition, and its value at p.
    let ofMeasures
        (name: string)
        (make: IMeasure -> Functional<IMeasure>)
        (definition: IMeasure -> IMeasure -> float * float)
        : Law =
        Law.forAll head name Scenes.any (fun scene ->
            let p, q = scene.P.Measure :> IMeasure, scene.Q.Measure :> IMeasure
            let value, size = definition p q
            let _, own = definition p p

            [
                Equation.scalar "F(q) against its definition" size ((make p).Value q) value
                Equation.scalar "F(p) against 0" own ((make p).Value p) 0.0
                Equation.scalar "0 against F(q), where it is negative" size (min 0.0 ((make p).Value q)) 0.0
            ])

    // Components N(m, A A^T) near two points of the cloud, |A| at most a third of the bandwidth.
    let private components (scene: Scene) (s: float) =
        let x = Points.toRows scene.P.Points
        let d = scene.P.Dimension

        let bump (share: float) (mean: float[]) (pattern: int[]) =
            let a =
                Array2D.init d d (fun i j ->
                    if i = j then s * (0.1 + 0.02 * float (abs pattern[i]))
                    elif i > j then s * 0.025 * float pattern[i + j]
                    else 0.0)

            struct (share, mean, a)

        [
            bump 0.25 x[0] scene.First
            bump 0.75 (Array.map (fun v -> 0.5 * v) x[x.Length - 1]) scene.Second
        ]

    let private covarianceOf (a: float[,]) =
        let d = Array2D.length1 a

        Array2D.init d d (fun i j ->
            let mutable total = 0.0

            for k in 0 .. d - 1 do
                total <- total + a[i, k] * a[j, k]

            total)

    /// The mixture of the components, and its Gauss-Hermite nodes with their weights.
    let private mixture (parts: struct (float * float[] * float[,]) list) : GaussianMixture * IMeasure =
        let d = Array2D.length1 (let struct (_, _, a) = List.head parts in a)
        // (1 + s^2/sigma^2)^(-k), sigma at most s/3: 1e-12 at 12 points on an axis.
        let rule = GaussHermite.tensor (if d = 3 then 12 else 16) d
        let z = rule.Nodes

        let nodes =
            [|
                for struct (share, mean, a) in parts do
                    for i in 0 .. z.Count - 1 do
                        share * rule.Weights[i],
                        Array.init d (fun row ->
                            let mutable x = mean[row]

                            for k in 0 .. d - 1 do
                                x <- x + a[row, k] * z[i, k]

                            x)
            |]

        let shares = parts |> List.map (fun struct (share, _, _) -> share) |> Array.ofList

        let gaussians =
            parts
            |> List.map (fun struct (_, mean, a) -> GaussianMixture.gaussian mean (covarianceOf a))

        GaussianMixture.mixture shares gaussians,
        Empirical.weighted (Array.map fst nodes) (Points.ofRows (Array.map snd nodes))

    /// 1/2 MMD^2 to a mixture of Gaussians against that to its Gauss-Hermite nodes; 0 at the nodes themselves.
    let gaussianMmd (make: (float * float) list -> GaussianMixture -> Functional<IMeasure>) (name: string) : Law =
        Law.forAll head name Scenes.upToThree (fun scene ->
            let s = scene.P.Spread
            let p, nodes = mixture (components scene s)
            let q = scene.Q.Measure :> IMeasure
            let terms = [ 1.0, s; 0.5, 3.0 * s ]

            let kernel =
                Kernel.add (Kernel.gaussian s) (Kernel.scale 0.5 (Kernel.gaussian (3.0 * s)))

            let functional = make terms p

            [
                Equation.scalar
                    "F(q) against 1/2 MMD^2 to the nodes"
                    1.5
                    (functional.Value q)
                    ((Functional.mmd kernel nodes: Functional<IMeasure>).Value q)
                Equation.scalar "F at the nodes of p against 0" 1.5 (functional.Value nodes) 0.0
            ])

    // The least 1/2 mean (x_i - y_sigma(i))^2 over all permutations, for at most 6 atoms.
    let private leastCoupling (x: float[]) (y: float[]) : float =
        let rec least (i: int) (left: Set<int>) =
            if i = x.Length then
                0.0
            else
                left
                |> Seq.map (fun j ->
                    0.5 * (x[i] - y[j]) * (x[i] - y[j]) / float x.Length
                    + least (i + 1) (Set.remove j left))
                |> Seq.min

        least 0 (set [ 0 .. x.Length - 1 ])

    /// 1/2 W2^2 on the line against the least cost over couplings: of equal atoms, by which both measures are written out,
    /// all permutations where there are at most 6, and the one in order.
    let wassersteinOnLine (name: string) (make: IMeasure -> Functional<QuantileState>) : Law =
        Law.forAll head name (Scenes.inDimension 1) (fun scene ->
            let q = StateKind.ofCloud scene.Q StateKind.quantiles
            let atoms = Array.sort q.Quantiles
            let total = Array.sum scene.P.Mass
            // Each atom of q in as many copies as p has units of mass, and the other way round.
            let x = atoms |> Array.collect (Array.replicate total)

            let y =
                Array.zip (scene.P.Points.Coordinate(0).ToArray()) scene.P.Mass
                |> Array.collect (fun (v, mass) -> Array.replicate (mass * atoms.Length) v)
                |> Array.sort

            let inOrder = Array.map2 (fun a b -> 0.5 * (a - b) * (a - b)) x y |> Array.average

            let reach = 1.0 + max (Vectors.largest x) (Vectors.largest y)
            let own = Empirical.ofPoints q.Nodes

            [
                Equation.scalar
                    "F(q) against the coupling in order"
                    (reach * reach)
                    ((make scene.P.Measure).Value q)
                    inOrder
                Equation.scalar "F(p) against 0" (reach * reach) ((make own).Value q) 0.0

                if x.Length <= 6 then
                    Equation.scalar
                        "F(q) against the least over all couplings"
                        (reach * reach)
                        ((make scene.P.Measure).Value q)
                        (leastCoupling x y)
            ])

    let private determinant (a: float[,]) =
        if Array2D.length1 a = 1 then
            a[0, 0]
        else
            a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]

    let private product (a: float[,]) (b: float[,]) =
        let d = Array2D.length1 a
        Array2D.init d d (fun i j -> Seq.sum (seq { for k in 0 .. d - 1 -> a[i, k] * b[k, j] }))

    let private trace (a: float[,]) =
        Seq.sum (seq { for i in 0 .. Array2D.length1 a - 1 -> a[i, i] })

    // The inverse of a matrix of one or two rows.
    let private inverse (a: float[,]) =
        let det = determinant a

        if Array2D.length1 a = 1 then
            array2D [ [ 1.0 / det ] ]
        else
            array2D [ [ a[1, 1] / det; -a[0, 1] / det ]; [ -a[1, 0] / det; a[0, 0] / det ] ]

    /// 1/2 (|m - c|^2 + tr S + tr P - 2 tr (S P)^(1/2)); for two rows tr M^(1/2) = (tr M + 2 (det M)^(1/2))^(1/2).
    let bures (m: float[]) (s: float[,]) (c: float[]) (p: float[,]) : float =
        let sp = product s p

        let root =
            if m.Length = 1 then
                sqrt sp[0, 0]
            else
                sqrt (trace sp + 2.0 * sqrt (determinant sp))

        0.5
        * (Vectors.squaredNorm (Array.map2 (-) m c) + trace s + trace p - 2.0 * root)

    /// 1/2 (tr P^-1 S + (m - c)^T P^-1 (m - c) - d + log det P/det S).
    let relativeEntropy (m: float[]) (s: float[,]) (c: float[]) (p: float[,]) : float =
        let i, e = inverse p, Array.map2 (-) m c

        let quadratic =
            Seq.sum (
                seq {
                    for a in 0 .. m.Length - 1 do
                        for b in 0 .. m.Length - 1 -> e[a] * i[a, b] * e[b]
                }
            )

        0.5
        * (trace (product i s) + quadratic - float m.Length
           + log (determinant p / determinant s))

    /// A functional of Gaussians to a Gaussian against its formula, and its value at p.
    let betweenGaussians
        (dimension: int)
        (name: string)
        (make: GaussianMixture -> Functional<GaussianState>)
        (formula: float[] -> float[,] -> float[] -> float[,] -> float)
        : Law =
        Law.forAll head $"{name} in R^{dimension}" (Scenes.inDimension dimension) (fun scene ->
            let q = StateKind.ofCloud scene.Q StateKind.gaussians
            let c, p = StateKind.moments scene.P.Measure
            let target = GaussianMixture.gaussian c p
            let own = GaussianMixture.gaussian q.Mean q.Covariance

            // Covariances are at least 1/4 I: their inverses are at most 4, and their roots lose no more.
            let size =
                1.0
                + 8.0
                  * (trace p
                     + trace q.Covariance
                     + Vectors.squaredNorm q.Mean
                     + Vectors.squaredNorm c)

            [
                Equation.scalar
                    "F(q) against its formula"
                    size
                    ((make target).Value q)
                    (formula q.Mean q.Covariance c p)
                Equation.scalar "F(p) against 0" size ((make own).Value q) 0.0
            ])

    /// The entropy of a quantile state and KL to a Gaussian on the line against integrals over its cells: the density
    /// 1/(n gap) on each gap, half a cell more at the ends.
    let entropyOnLine (name: string) (functional: Functional<QuantileState>) : Law =
        Law.forAll head name (Scenes.inDimension 1) (fun scene ->
            let q = StateKind.ofCloud scene.Q StateKind.quantiles
            let x = Array.sort q.Quantiles
            let n = x.Length

            let gaps = Array.pairwise x |> Array.map (fun (a, b) -> b - a)

            // Mass 1/n on every gap, half as much again beyond either end at the density of the gap beside it.
            let cells =
                [|
                    yield! gaps |> Array.map (fun gap -> 1.0, gap)
                    yield 0.5, gaps[0]
                    yield 0.5, gaps[gaps.Length - 1]
                |]

            let value =
                cells
                |> Array.sumBy (fun (mass, gap) -> mass / float n * log (1.0 / (float n * gap)))

            let size = cells |> Array.sumBy (fun (_, gap) -> 1.0 + abs (log (float n * gap)))

            [ Equation.scalar "F(q) against its cells" size (functional.Value q) value ])
