namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra

/// <summary>The matrices of a linear-quadratic game of x in R^n and y in R^m: E_X = 1/2 x^T P x + x^T A y + p^T x, E_Y = 1/2
/// y^T Q y - y^T B x + q^T y. It is zero-sum in its coupling where B = A^T.</summary>
type LinearQuadratic =
    {
        /// P, n x n, symmetric.
        P: float[,]
        /// A, n x m.
        A: float[,]
        /// p, length n.
        OfX: float[]
        /// Q, m x m, symmetric.
        Q: float[,]
        /// B, m x n.
        B: float[,]
        /// q, length m.
        OfY: float[]
    }

/// Linear-quadratic games by their matrices.
[<RequireQualifiedAccess>]
module LinearQuadratic =

    let private size (m: float[,]) =
        (invariant $"{Array2D.length1 m} x {Array2D.length2 m}")

    let private checkMatrix (name: string) (rows: int) (columns: int) (m: float[,]) =
        if Array2D.length1 m <> rows || Array2D.length2 m <> columns then
            Guard.fail name (invariant $"matrix {name} must be {rows} x {columns}, but is {size m}.")

        m |> Array2D.iteri (fun i k v -> Guard.finite (invariant $"{name}[{i}, {k}]") v)

    let private checkSymmetric (name: string) (m: float[,]) =
        m
        |> Array2D.iteri (fun i k v ->
            if v <> m[k, i] then
                Guard.fail
                    name
                    (invariant
                        $"matrix {name} must be symmetric, but {name}[{i}, {k}] = {v} and {name}[{k}, {i}] = {m[k, i]}."))

    /// <summary>A game by its matrices: P n x n and Q m x m symmetric, A n x m, B m x n, p and q of lengths n and
    /// m.</summary>
    let create (p: float[,]) (a: float[,]) (ofX: float[]) (q: float[,]) (b: float[,]) (ofY: float[]) : LinearQuadratic =
        let n, m = ofX.Length, ofY.Length
        Guard.atLeast "the length of p" 1 n
        Guard.atLeast "the length of q" 1 m
        checkMatrix "P" n n p
        checkMatrix "A" n m a
        checkMatrix "Q" m m q
        checkMatrix "B" m n b
        checkSymmetric "P" p
        checkSymmetric "Q" q
        ofX |> Array.iteri (fun k v -> Guard.finite (invariant $"p[{k}]") v)
        ofY |> Array.iteri (fun k v -> Guard.finite (invariant $"q[{k}]") v)

        {
            P = Array2D.copy p
            A = Array2D.copy a
            OfX = Array.copy ofX
            Q = Array2D.copy q
            B = Array2D.copy b
            OfY = Array.copy ofY
        }

    /// <summary>The zero-sum coupling of P, A and Q, with B = A^T.</summary>
    let zeroSum (p: float[,]) (a: float[,]) (ofX: float[]) (q: float[,]) (ofY: float[]) : LinearQuadratic =
        create p a ofX q (Array2D.init (Array2D.length2 a) (Array2D.length1 a) (fun i k -> a[k, i])) ofY

    /// <summary>The matrix of the field, (n + m) x (n + m): the flow on clocks 1 is z' = -M z - (p, q), z = (x, y), M = [[P,
    /// A], [-B, Q]].</summary>
    let field (game: LinearQuadratic) : float[,] =
        let n, m = game.OfX.Length, game.OfY.Length

        Array2D.init (n + m) (n + m) (fun i k ->
            match i < n, k < n with
            | true, true -> game.P[i, k]
            | true, false -> game.A[i, k - n]
            | false, true -> -game.B[i - n, k]
            | false, false -> game.Q[i - n, k - n])

    /// <summary>The stationary point (x, y), where P x + A y = -p and Q y - B x = -q: the Nash equilibrium where P and Q
    /// are positive semidefinite.</summary>
    /// <exception cref="T:System.ArgumentException">The matrix [[P, A], [-B, Q]] is singular.</exception>
    let equilibrium (game: LinearQuadratic) : float[] * float[] =
        let matrix = Matrix<float>.Build.DenseOfArray(field game)
        let factors = matrix.LU()
        let pivots = factors.U.Diagonal().PointwiseAbs()

        // Rounding leaves pivots of this size where the exact ones are 0.
        if pivots.Minimum() <= 1e-14 * float pivots.Count * pivots.Maximum() then
            Guard.fail "game" "the game has no single stationary point: its matrix [[P, A], [-B, Q]] is singular."

        let z =
            factors.Solve(-(Vector<float>.Build.DenseOfArray(Array.append game.OfX game.OfY)))

        z.SubVector(0, game.OfX.Length).ToArray(), z.SubVector(game.OfX.Length, game.OfY.Length).ToArray()

/// Linear-quadratic games.
[<AutoOpen>]
module LinearQuadraticGames =

    // M v + c.
    let private affine (m: float[,]) (v: float[]) (c: float[]) : float[] =
        Array.init c.Length (fun i ->
            let mutable total = c[i]

            for k in 0 .. v.Length - 1 do
                total <- total + m[i, k] * v[k]

            total)

    // 1/2 z^T S z + <c, z>, S symmetric.
    let private quadratic (s: float[,]) (c: float[]) : Potential =
        let none: float[] = Array.zeroCreate c.Length

        Potential.ofPointwise (fun z -> 0.5 * OnePoint.dot z (affine s z none) + OnePoint.dot c z) (fun z ->
            affine s z c)

    // A player whose slope at 0 depends on the other's point.
    let private player name whose (s: float[,]) (coupling: float[,]) (c: float[]) : Player<Particles, Particles> =
        let dimension = Array2D.length2 coupling

        Player.ofFunctional
            name
            (fun other ->
                let point = OnePoint.coordinates whose (Some dimension) other
                Functional.potential name (quadratic s (affine coupling point c)))
            Metric.wasserstein

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        /// <summary>The linear-quadratic game of two points x in R^n and y in R^m: E_X = 1/2 x^T P x + x^T A y + p^T x, E_Y = 1/2
        /// y^T Q y - y^T B x + q^T y (T21-7). Its stationary point is LinearQuadratic.equilibrium.</summary>
        let linearQuadratic (game: LinearQuadratic) : Game<Product<Particles, Particles>> =
            Game.create
                (player "x" "player y" game.P game.A game.OfX)
                (player "y" "player x" game.Q (Array2D.map (~-) game.B) game.OfY)
