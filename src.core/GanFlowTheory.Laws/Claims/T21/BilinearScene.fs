namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>A bilinear game E_X = x^T A y = -E_Y by the singular values of A, with clocks, turns, a step and a start given in
/// singular coordinates: the case of T21-1 and T21-4.</summary>
type internal BilinearScene =
    {
        /// n, the length of x, 1 to 4.
        Rows: int
        /// m, the length of y, 1 to 4.
        Columns: int
        /// The singular values in eighths, four of them; the first min(n, m) are used.
        Singular: int[]
        /// The angles of the rotations whose product is U, six of them, in units of 0.3.
        Left: int[]
        /// Those of V.
        Right: int[]
        /// The clocks in quarters.
        ClockX: int
        /// The same of the second player.
        ClockY: int
        /// The inner steps of each player, where they take turns.
        Inner: int * int
        /// Whether the second player moves first, where they take turns.
        Swapped: bool
        /// The step in sixteenths.
        Step: int
        /// The start of x in singular coordinates, U^T x, in eighths, four numbers.
        X: int[]
        /// V^T y.
        Y: int[]
    }

    /// How many singular values there are.
    member this.Rank = min this.Rows this.Columns

    /// s_i.
    member this.Values = Array.init this.Rank (fun i -> float this.Singular[i] / 8.0)

    /// kappa_X.
    member this.Kx = float this.ClockX / 4.0

    /// kappa_Y.
    member this.Ky = float this.ClockY / 4.0

    /// tau.
    member this.Tau = float this.Step / 16.0

    /// The parts.
    override this.ToString() =
        let eighths (values: int[]) (count: int) =
            Show.numbers (Array.init count (fun i -> float values[i] / 8.0))

        let angles (values: int[]) =
            Show.numbers (values |> Array.map (fun k -> 0.3 * float k))

        $"A of {this.Rows} x {this.Columns}, singular values {eighths this.Singular this.Rank}, rotations {angles this.Left} and \
          {angles this.Right}; clocks {this.Kx}, {this.Ky}, inner steps {this.Inner}, second first {this.Swapped}; tau = \
          {this.Tau}; U^T x = {eighths this.X this.Rows}, V^T y = {eighths this.Y this.Columns}"

/// Bilinear games and their singular coordinates.
[<RequireQualifiedAccess>]
module internal BilinearScenes =

    /// The pair of states on which such games are played.
    type State = Product<Particles, Particles>

    let private planes = [| 0, 1; 0, 2; 0, 3; 1, 2; 1, 3; 2, 3 |]

    /// The product of the rotations in the planes of the first n axes.
    let private orthogonal (angles: int[]) (n: int) : float[,] =
        let u = Array2D.init n n (fun i j -> if i = j then 1.0 else 0.0)

        planes
        |> Array.iteri (fun at (p, q) ->
            if q < n && angles[at] <> 0 then
                let angle = 0.3 * float angles[at]
                let c, s = cos angle, sin angle

                for i in 0 .. n - 1 do
                    let a, b = u[i, p], u[i, q]
                    u[i, p] <- c * a - s * b
                    u[i, q] <- s * a + c * b)

        u

    let private times (a: float[,]) (v: float[]) : float[] =
        Array.init (Array2D.length1 a) (fun i -> Seq.init v.Length (fun j -> a[i, j] * v[j]) |> Seq.sum)

    let private transposed (a: float[,]) =
        Array2D.init (Array2D.length2 a) (Array2D.length1 a) (fun i j -> a[j, i])

    /// U.
    let left (scene: BilinearScene) : float[,] = orthogonal scene.Left scene.Rows

    /// V.
    let right (scene: BilinearScene) : float[,] = orthogonal scene.Right scene.Columns

    /// A = U diag(s) V^T.
    let matrix (scene: BilinearScene) : float[,] =
        let u, v, s = left scene, right scene, scene.Values

        Array2D.init scene.Rows scene.Columns (fun i j ->
            Seq.init scene.Rank (fun k -> u[i, k] * s[k] * v[j, k]) |> Seq.sum)

    /// A y.
    let forth (scene: BilinearScene) : float[] -> float[] = times (matrix scene)

    /// A^T x.
    let back (scene: BilinearScene) : float[] -> float[] = times (transposed (matrix scene))

    /// The start in singular coordinates, U^T x and V^T y.
    let singular (scene: BilinearScene) : float[] * float[] =
        Array.init scene.Rows (fun i -> float scene.X[i] / 8.0),
        Array.init scene.Columns (fun j -> float scene.Y[j] / 8.0)

    /// The start x, y.
    let start (scene: BilinearScene) : float[] * float[] =
        let x, y = singular scene
        times (left scene) x, times (right scene) y

    /// The start as a state.
    let state (scene: BilinearScene) : State =
        let x, y = start scene
        Product.create (Particles.point x) (Particles.point y)

    /// x and y of a state.
    let read (q: State) : float[] * float[] =
        q.First.Nodes.Row 0, q.Second.Nodes.Row 0

    /// U^T x and V^T y of a state.
    let readSingular (scene: BilinearScene) (q: State) : float[] * float[] =
        let x, y = read q
        times (transposed (left scene)) x, times (transposed (right scene)) y

    /// The size of a start.
    let size (scene: BilinearScene) : float =
        let x, y = singular scene
        sqrt (Array.sumBy (fun v -> v * v) x + Array.sumBy (fun v -> v * v) y)

    let inner (a: float[]) (b: float[]) : float =
        Array.fold2 (fun total a b -> total + a * b) 0.0 a b

    let private energy name (value: float[] -> float) (slope: float[] -> float[]) : Functional<Particles> =
        Functional.potential name (Potential.ofPointwise value slope)

    /// <summary>The game E_X = x^T A y + mu/2 |x|^2, E_Y = -x^T A y + mu/2 |y|^2 in Euclidean metrics, with these
    /// clocks.</summary>
    let convexGame (mu: float) (kx: float) (ky: float) (scene: BilinearScene) : Game<State> =
        let player name clock (slope: Particles -> float[]) =
            Player.ofFunctional
                name
                (fun (other: Particles) ->
                    let b = slope other

                    energy name (fun z -> inner z b + 0.5 * mu * inner z z) (fun z ->
                        Array.map2 (fun z b -> b + mu * z) z b))
                Metric.wasserstein
            |> Player.withClock clock

        Game.create
            (player "x" kx (fun y -> forth scene (y.Nodes.Row 0)))
            (player "y" ky (fun x -> back scene (x.Nodes.Row 0) |> Array.map (fun v -> -v)))

    /// The game E_X = x^T A y = -E_Y with its clocks.
    let game (scene: BilinearScene) : Game<State> = convexGame 0.0 scene.Kx scene.Ky scene

    /// The scheme of turns of the scene.
    let turns (scene: BilinearScene) (scheme: GameScheme) : GameScheme =
        let kx, ky = scene.Inner

        scheme
        |> GameScheme.inOrder (if scene.Swapped then [ 1; 0 ] else [ 0; 1 ])
        |> GameScheme.withInnerSteps [ kx; ky ]

    /// The state after so many steps of a scheme.
    let after (steps: int) (scheme: GameScheme) (game: Game<State>) (start: State) : State =
        (game |> Game.from start scheme |> Flow.steps steps).Final

    let private generate (clock: Gen<int>) : Gen<BilinearScene> =
        gen {
            let! rows = Gen.choose (1, 4)
            let! columns = Gen.choose (1, 4)

            let! singular =
                Gen.arrayOfLength 4 (Gen.frequency [ 1, Gen.constant 0; 6, Gen.choose (1, 16) ])

            let! left = Gen.arrayOfLength 6 (Gen.choose (-10, 10))
            let! right = Gen.arrayOfLength 6 (Gen.choose (-10, 10))
            let! clockX = clock
            let! clockY = clock
            let! innerX = Gen.frequency [ 3, Gen.constant 1; 1, Gen.choose (2, 4) ]
            let! innerY = Gen.frequency [ 3, Gen.constant 1; 1, Gen.choose (2, 4) ]
            let! swapped = Gen.elements [ false; true ]
            let! step = Gen.choose (1, 8)
            let! x = Gen.arrayOfLength 4 (Gen.choose (-8, 8))
            let! y = Gen.arrayOfLength 4 (Gen.choose (-8, 8))

            return
                {
                    Rows = rows
                    Columns = columns
                    Singular = singular
                    Left = left
                    Right = right
                    ClockX = clockX
                    ClockY = clockY
                    Inner = innerX, innerY
                    Swapped = swapped
                    Step = step
                    X = x
                    Y = y
                }
        }

    let private shrink (scene: BilinearScene) : BilinearScene seq =
        let zeros (count: int) = Array.zeroCreate<int> count

        seq {
            if scene.Rows > 1 then
                yield { scene with Rows = scene.Rows - 1 }

            if scene.Columns > 1 then
                yield
                    { scene with
                        Columns = scene.Columns - 1
                    }

            if scene.Left |> Array.exists ((<>) 0) then
                yield { scene with Left = zeros 6 }

            if scene.Right |> Array.exists ((<>) 0) then
                yield { scene with Right = zeros 6 }

            if scene.ClockX <> 4 then
                yield { scene with ClockX = 4 }

            if scene.ClockY <> 4 then
                yield { scene with ClockY = 4 }

            if scene.Inner <> (1, 1) then
                yield { scene with Inner = 1, 1 }

            if scene.Swapped then
                yield { scene with Swapped = false }

            for singular in Generators.shrinkEach Generators.shrinkInt scene.Singular do
                if Array.forall (fun s -> s >= 0) singular then
                    yield { scene with Singular = singular }

            for x in Generators.shrinkEach Generators.shrinkInt scene.X do
                yield { scene with X = x }

            for y in Generators.shrinkEach Generators.shrinkInt scene.Y do
                yield { scene with Y = y }
        }

    let private some (scene: BilinearScene) =
        size scene > 0.0 && (scene.ClockX > 0 || scene.ClockY > 0)

    let private arbitrary (clock: Gen<int>) : Arbitrary<BilinearScene> =
        Arb.fromGenShrink (generate clock |> Gen.filter some, shrink >> Seq.filter some)

    /// Games in which both players move.
    let moving: Arbitrary<BilinearScene> = arbitrary (Gen.choose (1, 6))

    /// Games in which one player may stand still.
    let any: Arbitrary<BilinearScene> =
        arbitrary (Gen.frequency [ 1, Gen.constant 0; 5, Gen.choose (1, 6) ])
