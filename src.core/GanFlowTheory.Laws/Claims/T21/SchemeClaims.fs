namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// The schemes of games by what defines them: T21-1.
[<RequireQualifiedAccess>]
module internal SchemeClaims =

    // What a scheme does, by the scene's turns.
    type private Stepped = BilinearScene -> GameScheme

    let private steps = 3

    // A step makes no state larger than this factor, where it is no movement against a convex functional.
    let private grown (scene: BilinearScene) =
        let innerX, innerY = scene.Inner

        let shear inner clock =
            1.0 + scene.Tau * float inner * clock * Array.max scene.Values

        pown (shear innerX scene.Kx * shear innerY scene.Ky) steps
        * BilinearScenes.size scene

    let private compare what scale (x: float[], y: float[]) (wantX, wantY) : Equation list =
        [
            Equation.vector $"x, {what}" scale x wantX
            Equation.vector $"y, {what}" scale y wantY
        ]

    let private along (z: float[]) (t: float) (v: float[]) = Array.map2 (fun z v -> z + t * v) z v

    // Steps on the bilinear game against the formula of the explicit ones; mu adds mu/2 |x|^2 and mu/2 |y|^2, of which the
    // formula knows nothing.
    let private explicitly head mu (turns: bool) name (scheme: Stepped) : Law =
        Law.forAll head name BilinearScenes.any (fun scene ->
            let innerX, innerY = if turns then scene.Inner else 1, 1

            let moveX (x, y) =
                along x (-scene.Tau * float innerX * scene.Kx) (BilinearScenes.forth scene y), y

            let moveY (x, y) =
                x, along y (scene.Tau * float innerY * scene.Ky) (BilinearScenes.back scene x)

            let step z =
                if not turns then fst (moveX z), snd (moveY z)
                elif scene.Swapped then moveX (moveY z)
                else moveY (moveX z)

            let want =
                Seq.init steps ignore
                |> Seq.fold (fun z () -> step z) (BilinearScenes.start scene)

            let game = BilinearScenes.convexGame mu scene.Kx scene.Ky scene

            let got =
                BilinearScenes.after steps (scheme scene) game (BilinearScenes.state scene)

            compare "against the explicit formula" (grown scene) (BilinearScenes.read got) want)

    let private linear name statement =
        {
            Name = name
            Statement = statement
            Source = "T21-1"
            Judge =
                Judge.Relative(
                    1e-12,
                    "three steps of sums of at most four products; a movement's functional is linear here, so that Newton's \
                     method ends at rounding"
                )
        }

    let private atOnce mu =
        explicitly
            (linear
                "bilinear-jacobi"
                "On a bilinear game Jacobi's movements are the simultaneous steps: x+ = x - tau kx A y, y+ = y + tau ky A^T x.")
            mu
            false

    let private inTurn mu =
        explicitly
            (linear
                "bilinear-gauss-seidel"
                "On a bilinear game Gauss-Seidel's movements are the alternating steps, in any order and with any inner \
                 steps: the second player's formula has the first one's new state.")
            mu
            true

    let private simultaneous: Stepped = fun scene -> GameScheme.simultaneous scene.Tau
    let private jacobi: Stepped = fun scene -> GameScheme.jacobi scene.Tau

    let private alternating: Stepped =
        fun scene -> BilinearScenes.turns scene (GameScheme.alternating scene.Tau)

    let private gaussSeidel: Stepped =
        fun scene -> BilinearScenes.turns scene (GameScheme.gaussSeidel scene.Tau)

    // A general-sum game, nonlinear and convex in each player's own state: E_X = sum log cosh x_i + x^T A y, E_Y = |y|^2/2 + sum
    // log cosh y_j - y^T A^T tanh x.
    let private slopeX (scene: BilinearScene) (x: float[]) (y: float[]) =
        Array.map2 (fun x b -> tanh x + b) x (BilinearScenes.forth scene y)

    let private slopeY (scene: BilinearScene) (x: float[]) (y: float[]) =
        Array.map2 (fun y b -> y + tanh y - b) y (BilinearScenes.back scene (Array.map tanh x))

    let private logCosh (z: float) =
        abs z + log (0.5 * (1.0 + exp (-2.0 * abs z)))

    let private curved (scene: BilinearScene) : Game<BilinearScenes.State> =
        let player name clock (value: float[] -> float[] -> float) (slope: float[] -> float[] -> float[]) =
            Player.ofFunctional
                name
                (fun (other: Particles) ->
                    let other = other.Nodes.Row 0

                    Functional.potential name (Potential.ofPointwise (fun z -> value z other) (fun z -> slope z other)))
                Metric.wasserstein
            |> Player.withClock clock

        Game.create
            (player
                "x"
                scene.Kx
                (fun x y -> Array.sumBy logCosh x + BilinearScenes.inner x (BilinearScenes.forth scene y))
                (slopeX scene))
            (player
                "y"
                scene.Ky
                (fun y x ->
                    0.5 * BilinearScenes.inner y y + Array.sumBy logCosh y
                    - BilinearScenes.inner y (BilinearScenes.back scene (Array.map tanh x)))
                (fun y x -> slopeY scene x y))

    // What a step must satisfy: where each player's velocity is taken, from the old and the new state.
    type private Definition = float[] * float[] -> float[] * float[] -> (float[] * float[]) * (float[] * float[])

    // x+ - x + tau kx grad_x E_X = 0 and the same of y, each slope at the place that the definition says.
    let private defined name (definition: bool -> Definition) (scheme: Stepped) : Law =
        Law.forAll
            {
                Name = "scheme-definition"
                Statement =
                    "A step solves x+ = x - tau kx grad_x E_X and y+ = y - tau ky grad_y E_Y, each slope taken where the "
                    + "scheme says: at the old or the new state of oneself and of the other, or half way."
                Source = "T21-1"
                Judge =
                    Judge.Relative(
                        1e-8,
                        "the equations of movements and implicit steps are solved to a residual of 1e-9 and on to rounding, \
                         with differences of slopes in Newton's method"
                    )
            }
            name
            BilinearScenes.any
            (fun scene ->
                // One inner step of each: more are several movements.
                let scene = { scene with Inner = 1, 1 }
                let x, y = BilinearScenes.start scene

                let xNew, yNew =
                    BilinearScenes.after 1 (scheme scene) (curved scene) (BilinearScenes.state scene)
                    |> BilinearScenes.read

                let (xx, xy), (yx, yy) = definition scene.Swapped (x, y) (xNew, yNew)
                let wantX = along x (-scene.Tau * scene.Kx) (slopeX scene xx xy)
                let wantY = along y (-scene.Tau * scene.Ky) (slopeY scene yx yy)

                let scale =
                    1.0
                    + BilinearScenes.size scene
                      * (1.0 + scene.Tau * Array.max scene.Values * (scene.Kx + scene.Ky))

                compare "against its definition" scale (xNew, yNew) (wantX, wantY))

    // Where the slopes of x and of y are taken: (its x, its y) for each.
    let private ofSimultaneous: Definition = fun old _ -> old, old

    let private ofAlternating (swapped: bool) : Definition =
        fun (x, y) (xNew, yNew) -> if swapped then (x, yNew), (x, y) else (x, y), (xNew, y)

    let private ofJacobi: Definition = fun (x, y) (xNew, yNew) -> (xNew, y), (x, yNew)

    let private ofGaussSeidel (swapped: bool) : Definition =
        fun (x, y) (xNew, yNew) ->
            if swapped then
                (xNew, yNew), (x, yNew)
            else
                (xNew, y), (xNew, yNew)

    let private ofJoint: Definition = fun _ fresh -> fresh, fresh

    let private middle (a: float[]) (b: float[]) =
        Array.map2 (fun a b -> 0.5 * (a + b)) a b

    let private ofMidpoint: Definition =
        fun (x, y) (xNew, yNew) ->
            let half = middle x xNew, middle y yNew
            half, half

    let private any (definition: Definition) : bool -> Definition = fun _ -> definition
    let private joint: Stepped = fun scene -> GameScheme.joint scene.Tau
    let private midpoint: Stepped = fun scene -> GameScheme.midpoint scene.Tau

    let private unswapped (scheme: Stepped) : Stepped =
        fun scene ->
            scheme
                { scene with
                    Swapped = not scene.Swapped
                }

    /// T21-1.
    let claim: Claim =
        {
            Id = "T21-1"
            Statement =
                "A dual flow is stepped by explicit steps of both players at once or in turn, by minimising movements x+ in "
                + "argmin d^2(x, .)/(2 tau kx) + E_X(.; y) against the other's old state (Jacobi) or present one "
                + "(Gauss-Seidel), or by the joint movement, each optimal against the other's new state. Where E_X is linear "
                + "in x and E_Y in y, Jacobi is simultaneous and Gauss-Seidel is alternating; only the joint movement is "
                + "implicit."
            Hypotheses =
                [
                    "both metrics are Euclidean"
                    "each functional is convex in its player's own state, so that what is stationary is optimal"
                    "each functional is linear in its player's own state, where movements are to be explicit steps"
                ]
            Source = "T21"
            Page = "T21-1.md"
            Property =
                [
                    atOnce 0.0 "simultaneous" simultaneous
                    atOnce 0.0 "jacobi" jacobi
                    inTurn 0.0 "alternating" alternating
                    inTurn 0.0 "gauss-seidel" gaussSeidel
                    defined "simultaneous" (any ofSimultaneous) simultaneous
                    defined "alternating" ofAlternating alternating
                    defined "jacobi" (any ofJacobi) jacobi
                    defined "gauss-seidel" ofGaussSeidel gaussSeidel
                    defined "joint" (any ofJoint) joint
                    defined "midpoint" (any ofMidpoint) midpoint
                ]
            Necessity =
                [
                    atOnce 0.5 "jacobi, with |x|^2/4 and |y|^2/4 added" jacobi
                    |> Law.fails "Jacobi is not simultaneous where functionals are curved in their own states."
                    inTurn 0.5 "gauss-seidel, with |x|^2/4 and |y|^2/4 added" gaussSeidel
                    |> Law.fails "Gauss-Seidel is not alternating where functionals are curved in their own states."
                    atOnce 0.0 "joint" joint
                    |> Law.fails "The joint movement of a bilinear game is not explicit."
                    atOnce 0.0 "simultaneous" alternating
                    |> Law.rejects "turns sold as simultaneous steps"
                    inTurn 0.0 "gauss-seidel" (unswapped gaussSeidel)
                    |> Law.rejects "movements in the other order"
                    defined "joint" (any ofJoint) gaussSeidel
                    |> Law.rejects "Gauss-Seidel sold as joint"
                    defined "joint" (any ofJoint) simultaneous
                    |> Law.rejects "explicit steps sold as joint"
                    defined "jacobi" (any ofJacobi) simultaneous
                    |> Law.rejects "explicit steps sold as movements"
                    defined "midpoint" (any ofMidpoint) (fun scene -> GameScheme.integrated (Integrator.heun scene.Tau))
                    |> Law.rejects "Heun's method sold as the midpoint rule"
                ]
        }
