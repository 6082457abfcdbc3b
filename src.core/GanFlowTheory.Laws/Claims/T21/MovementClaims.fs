namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Minimising movements, their evolution variational inequality, and the joint movement of a game: T21-3.
[<RequireQualifiedAccess>]
module internal MovementClaims =

    // The cost of moving each node of one state to the same node of the other, from the nodes.
    let private squared (a: 'q) (b: 'q) : float when 'q :> IMeasure =
        let gap = Points.combine 1.0 a.Nodes -1.0 b.Nodes
        Vectors.inner a.Weights (Points.rowDots gap gap)

    let private movement (tau: float) (f: Functional<'q>) (q: 'q) : 'q when 'q :> IState<'q> and 'q :> ITransport =
        (MinimisingMovement.step tau f Metric.wasserstein q).State

    /// A kind of state with a functional that is lambda-convex along straight lines in its coordinates, and how a state
    /// is moved by one step.
    [<NoComparison; NoEquality>]
    type private Case<'q> =
        {
            Kind: StateKind<'q>
            Lambda: float
            Functional: Scene -> Functional<'q>
            Move: float -> Functional<'q> -> 'q -> 'q
        }

    // lambda/2 |x|^2 + sum_k a log cosh(x_k - k): lambda-convex for a >= 0, and quadratic for a = 0.
    let private bowl (lambda: float) (a: float) : Potential =
        let logCosh v =
            abs v + log ((1.0 + exp (-2.0 * abs v)) / 2.0)

        Potential.ofPointwise
            (Array.mapi (fun k v -> 0.5 * lambda * v * v + a * logCosh (v - float k))
             >> Array.sum)
            (Array.mapi (fun k v -> lambda * v + a * tanh (v - float k)))

    let private taus = [ 1.0 / 64.0; 0.25; 1.0; 16.0 ]

    let private other (q: 'q) (scene: Scene) : 'q :> IState<'q> =
        let u = Scene.CoordinatesAt scene.Second q.Coordinates.Length
        q.At(Array.map2 (fun x v -> x + scene.Q.Spread * v) q.Coordinates u)

    let private sides (case: Case<'q>) (tau: float) (scene: Scene) =
        let f, q = case.Functional scene, StateKind.ofCloud scene.Q case.Kind
        let z, next = other q scene, case.Move tau f q
        let left = 0.5 * squared next z - 0.5 * squared q z

        let right =
            tau * (f.Value z - f.Value next)
            - 0.5 * squared q next
            - 0.5 * case.Lambda * tau * squared next z

        let size =
            squared next z
            + squared q z
            + squared q next
            + tau * (abs (f.Value z) + abs (f.Value next) + abs case.Lambda * squared next z)

        left, right, size

    let private reason =
        "the step's equation is solved to 1e-10 of its first force, which enters times a distance; rounding of the terms"

    let private inequality (case: Case<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "movement-evi"
                Statement =
                    "For a lambda-convex functional a minimising movement q+ of length tau satisfies 1/2 d^2(q+,z) - 1/2 d^2(q,z) "
                    + "<= tau (F(z) - F(q+)) - 1/2 d^2(q,q+) - lambda tau/2 d^2(q+,z) for all z."
                Source = "T21-3"
                Judge = Judge.AtMost(1e-8, reason)
            }
            $"{case.Kind.Name}, lambda = {case.Lambda}"
            Scenes.upToThree
            (fun scene ->
                [
                    for tau in taus do
                        let left, right, size = sides case tau scene
                        Equation.scalar $"the inequality at tau = {tau}" size left right
                ])

    let private equality (case: Case<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "movement-evi-equality"
                Statement = "For a quadratic functional the inequality is an equality."
                Source = "T21-3"
                Judge = Judge.Relative(1e-8, reason)
            }
            $"{case.Kind.Name}, lambda = {case.Lambda}"
            Scenes.upToThree
            (fun scene ->
                [
                    for tau in taus do
                        if 1.0 + tau * case.Lambda > 0.25 then
                            let left, right, size = sides case tau scene
                            Equation.scalar $"the equality at tau = {tau}" size left right
                ])

    // What holds without convexity, for any functional that is smooth.
    let private descent (case: Case<'q>) : Law when 'q :> IState<'q> and 'q :> ITransport =
        Law.forAll
            {
                Name = "movement-descent"
                Statement =
                    "A minimising movement lowers F by at least d^2(q+,q)/(2 tau), for any tau and any F, and moves by tau times "
                    + "the velocity where it ends: q+ = q - tau K dF/dq(q+)."
                Source = "T21-3"
                Judge =
                    Judge.AtMost(
                        1e-7,
                        "the step's equation is solved to 1e-8 of its first force or better where F is smooth; rounding of F"
                    )
            }
            case.Kind.Name
            Scenes.upToThree
            (fun scene ->
                let f, q = case.Functional scene, StateKind.ofCloud scene.Q case.Kind
                let before = f.Value q

                let velocity (q: 'q) =
                    (Metric.wasserstein.Apply q (f.Evaluate q).Variation).Rate
                    |> Array.map (fun v -> -v)

                [
                    for tau in taus do
                        let next = case.Move tau f q
                        let after = f.Value next + squared next q / (2.0 * tau)
                        let v = velocity next

                        let missed =
                            Array.init v.Length (fun p -> next.Coordinates[p] - q.Coordinates[p] - tau * v[p])

                        let forces =
                            tau * (Vectors.largest (velocity q) + Vectors.largest v)
                            + Vectors.largest q.Coordinates * 1e-6

                        Equation.scalar
                            $"F(q+) + d^2/(2 tau) at tau = {tau}"
                            (1e-6 * (abs before + abs after))
                            after
                            before

                        Equation.scalar $"q+ - q - tau v(q+) at tau = {tau}" forces (Vectors.largest missed) 0.0
                ])

    let private particles (lambda: float) (a: float) : Case<Particles> =
        {
            Kind =
                { StateKind.particles with
                    Of = fun _ x -> Particles.ofPoints x
                }
            Lambda = lambda
            Functional = fun _ -> Functional.potential "bowl" (bowl lambda a)
            Move = movement
        }

    let private gaussians (lambda: float) (a: float) : Case<GaussianState> =
        {
            Kind = StateKind.gaussians
            Lambda = lambda
            Functional = fun _ -> Functional.potential "bowl" (bowl lambda a)
            Move = movement
        }

    // KL to N(0, 1): the entropy is convex in the quantiles, and the energy 1/2 E x^2 is 1-convex.
    let private quantiles: Case<QuantileState> =
        {
            Kind =
                { StateKind.quantiles with
                    Of = fun w x -> StateKind.quantiles.Of w (Points.init x.Count 1 (fun i _ -> x[i, 0]))
                }
            Lambda = 1.0
            Functional = fun _ -> Functional.klOnLine (Density.ofMixture "normal" (GaussianMixture.standard 1))
            Move = movement
        }

    let private mmd: Case<Particles> =
        { particles 0.0 0.0 with
            Functional = fun scene -> Functional.mmd (Kernel.gaussian 1.0) scene.P.Measure
        }

    // -cos is convex nowhere as a whole.
    let private waves: Case<Particles> =
        { particles 0.0 0.0 with
            Functional =
                fun _ ->
                    Functional.potential
                        "4 cos"
                        (Potential.ofPointwise (Array.sumBy (fun v -> 4.0 * cos v)) (Array.map (fun v -> -4.0 * sin v)))
        }

    let private moved
        (move: float -> Functional<Particles> -> Particles -> Particles)
        (case: Case<Particles>)
        : Case<Particles> =
        { case with Move = move }

    let private explicitly tau (f: Functional<Particles>) q =
        (Flow.descend f
         |> Flow.steppedBy (Integrator.euler tau)
         |> Flow.from q
         |> Flow.steps 1)
            .Final

    // E_X = lambda/2 |x|^2 + sum log cosh(x_k - k) + x^T A y, E_Y likewise with -x^T A y.
    let private monotone (lambda: float) (clocks: float * float) (scene: Scene) =
        let bend = if lambda > 0.0 then 1.0 else 0.0
        let d = scene.Q.Dimension
        let a i k = 2.0 * Scene.Entry scene.First i k

        let column (y: float[]) =
            Array.init d (fun i -> Seq.sum (Seq.init d (fun k -> a i k * y[k])))

        let row (x: float[]) =
            Array.init d (fun k -> -(Seq.sum (Seq.init d (fun i -> a i k * x[i]))))

        let energy slope : Functional<Particles> =
            Functional.add (Functional.potential "bowl" (bowl lambda bend)) (RegisteredGames.linear "x^T A y" slope)

        Game.create
            (Player.ofFunctional "x" (fun (y: Particles) -> energy (column (y.Nodes.Row 0))) Metric.wasserstein
             |> Player.withClock (fst clocks))
            (Player.ofFunctional "y" (fun (x: Particles) -> energy (row (x.Nodes.Row 0))) Metric.wasserstein
             |> Player.withClock (snd clocks))

    // Two places for the two players, a node of the measure and of the target each.
    let private places (scene: Scene) =
        let at (points: Points) = Particles.point (points.Row 0)
        let x, y = scene.Q.Points, scene.Apart.Nodes

        Product.create (at x) (at y), Product.create (at (Points.scale -0.5 y)) (at (Points.scale 2.0 x))

    let private contraction (name: string) (lambda: float) (clocks: float * float) (scheme: float -> GameScheme) : Law =
        Law.forAll
            {
                Name = "joint-contraction"
                Statement =
                    "Joint movements of length tau of a lambda-convex-concave game contract: the distance of two states, each "
                    + "player's over its clock, falls by 1 + tau lambda times the slower clock."
                Source = "T21-3"
                Judge = Judge.AtMost(1e-8, "Newton's method solves the steps to 1e-9 of their terms; rounding")
            }
            $"{name}, lambda = {lambda}, clocks {fst clocks} and {snd clocks}"
            Scenes.any
            (fun scene ->
                let game = monotone lambda clocks scene
                let one, two = places scene

                let distance (p: Product<Particles, Particles>) (q: Product<Particles, Particles>) =
                    sqrt (squared p.First q.First / fst clocks + squared p.Second q.Second / snd clocks)

                let size =
                    (Vectors.largest one.Raw + Vectors.largest two.Raw)
                    / sqrt (min (fst clocks) (snd clocks))

                [
                    for tau in [ 1.0 / 16.0; 0.5; 4.0 ] do
                        let step q =
                            (game |> Game.from q (scheme tau) |> Flow.steps 1).Final

                        let factor = 1.0 + tau * lambda * min (fst clocks) (snd clocks)

                        Equation.scalar
                            $"the distance after a step of {tau}"
                            (size + distance one two)
                            (distance (step one) (step two))
                            (distance one two / factor)
                ])

    // The gap of the quadratic game in closed form: each player's best response is -+A y / lambda.
    let private gap
        (nikaidoIsoda: Game<Product<Particles, Particles>> -> Product<Particles, Particles> -> float option)
        : Law =
        Law.forAll
            {
                Name = "nikaido-isoda"
                Statement =
                    "The Nikaido-Isoda gap of E = mu/2 |x|^2 + x^T A y - mu/2 |y|^2 is 1/2 (mu |x|^2 + |A^T x|^2/mu + mu |y|^2 + "
                    + "|A y|^2/mu), and a joint movement lowers it by (1 + tau mu)^2 at least."
                Source = "T21-3"
                Judge = Judge.AtMost(1e-8, "minima are found to 1e-10 of the forces; rounding of the energies")
            }
            "a quadratic game"
            Scenes.any
            (fun scene ->
                let d = scene.Q.Dimension
                let mu = 0.5
                let a i k = 2.0 * Scene.Entry scene.First i k

                let of' (y: float[]) =
                    Array.init d (fun i -> Seq.sum (Seq.init d (fun k -> a i k * y[k])))

                let transposed (x: float[]) =
                    Array.init d (fun k -> Seq.sum (Seq.init d (fun i -> a i k * x[i])))

                let energy slope : Functional<Particles> =
                    Functional.add
                        (Functional.potential "mu/2 |x|^2" (bowl mu 0.0))
                        (RegisteredGames.linear "x^T A y" slope)

                let game =
                    Game.create
                        (Player.ofFunctional
                            "x"
                            (fun (y: Particles) -> energy (of' (y.Nodes.Row 0)))
                            Metric.wasserstein)
                        (Player.ofFunctional
                            "y"
                            (fun (x: Particles) -> energy (transposed (x.Nodes.Row 0) |> Array.map (fun v -> -v)))
                            Metric.wasserstein)

                let closed (q: Product<Particles, Particles>) =
                    let x, y = q.First.Nodes.Row 0, q.Second.Nodes.Row 0
                    let square v = Vectors.squaredNorm v

                    0.5
                    * (mu * square x + square (transposed x) / mu + mu * square y + square (of' y) / mu)

                let q, _ = places scene
                let found = defaultArg (nikaidoIsoda game q) nan
                let tau = 0.25
                let next = (game |> Game.from q (GameScheme.joint tau) |> Flow.steps 1).Final
                let after = defaultArg (nikaidoIsoda game next) nan
                let size = closed q + 1e-300

                [
                    Equation.scalar "the gap is at most the closed form" size found (closed q)
                    Equation.scalar "the closed form is at most the gap" size (closed q) found
                    Equation.scalar "after a joint movement" size after (found / ((1.0 + tau * mu) * (1.0 + tau * mu)))
                ])

    let private claim: Claim =
        {
            Id = "T21-3"
            Statement =
                "A minimising movement lowers its functional by d^2/(2 tau) at least. Of a lambda-convex functional it satisfies "
                + "the discrete evolution variational inequality, with equality for quadratics. Joint movements of a "
                + "lambda-convex-concave game contract by 1/(1 + tau lambda), and lower its Nikaido-Isoda gap."
            Hypotheses =
                [
                    "the metric is Euclidean in the coordinates: points, quantiles, Gaussians, particles with their identity pairing"
                    "F is lambda-convex along straight lines in them, 1 + lambda tau > 0; for the descent any F"
                    "for contraction each player's functional is lambda-convex in its own state, and the game is zero-sum"
                ]
            Source = "T21"
            Page = "T21-3.md"
            Property =
                [
                    inequality (particles 0.5 1.0)
                    inequality (particles 0.0 2.0)
                    inequality (gaussians 1.0 1.0)
                    inequality quantiles
                    equality (particles 2.0 0.0)
                    equality (particles -0.5 0.0)
                    equality (gaussians 1.0 0.0)
                    descent mmd
                    descent (particles 0.5 1.0)
                    descent quantiles
                    contraction "joint movements" 0.5 (1.0, 1.0) GameScheme.joint
                    contraction "joint movements" 1.0 (2.0, 0.5) GameScheme.joint
                    contraction "joint movements" 0.0 (1.0, 1.0) GameScheme.joint
                    gap Game.nikaidoIsoda
                ]
            Necessity =
                [
                    inequality waves
                    |> Law.fails "Without convexity the inequality fails: F = 4 cos, lambda = 0."
                    contraction "simultaneous steps" 0.0 (1.0, 1.0) GameScheme.simultaneous
                    |> Law.fails
                        "Simultaneous steps of a bilinear game do not contract: only the joint movement is implicit."
                    contraction "Jacobi's movements" 0.0 (1.0, 1.0) GameScheme.jacobi
                    |> Law.fails
                        "Nor do movements against the other's old state: on a bilinear game they are the simultaneous steps."
                    inequality (particles 0.5 1.0 |> moved explicitly)
                    |> Law.rejects "an explicit step sold as a minimising movement"
                    equality (particles 2.0 0.0 |> moved (fun tau -> movement (0.5 * tau)))
                    |> Law.rejects "a movement with the distance counted twice"
                    // One player's win counted for both.
                    gap (fun game q ->
                        { game with
                            Seats = Array.take 1 game.Seats
                        }
                        |> fun one -> Game.nikaidoIsoda one q |> Option.map (fun gap -> 2.0 * gap))
                    |> Law.rejects "twice what the first player could win"
                    descent (mmd |> moved (fun tau -> movement (2.0 * tau)))
                    |> Law.rejects "a movement with half of the distance"
                ]
        }

    /// T21-3.
    let all: Claim list = [ claim ]
