namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// <summary>A nonlinear game of two players with a closed form, on pairs of coordinates that do not see each
/// other.</summary>
[<NoComparison; NoEquality>]
type internal SolvedGame =
    {
        Name: string
        /// The game with clocks kx, ky.
        Make: float -> float -> Game<BilinearScenes.State>
        /// Where (x, y) is after a time, with clocks kx, ky.
        At: float -> float -> float -> float * float -> float * float
    }

/// <summary>A game with closed form and its clocks.</summary>
[<NoComparison; NoEquality>]
type internal SolvedCase =
    {
        Game: SolvedGame
        Kx: float
        Ky: float
    }

    /// The parts.
    override this.ToString() =
        $"{this.Game.Name}, clocks {this.Kx} and {this.Ky}"

/// The games with closed forms.
[<RequireQualifiedAccess>]
module internal SolvedGames =

    let private player name clock (value: float -> float -> float) (slope: float -> float -> float) =
        Player.ofFunctional
            name
            (fun (other: Particles) ->
                let other = other.Nodes.Row 0

                Functional.potential
                    name
                    (Potential.ofPointwise
                        (fun z -> Array.fold2 (fun total z o -> total + value z o) 0.0 z other)
                        (fun z -> Array.map2 slope z other)))
            Metric.wasserstein
        |> Player.withClock clock

    let private game x y =
        fun kx ky -> Game.create (player "x" kx (fst x) (snd x)) (player "y" ky (fst y) (snd y))

    /// E_X = x^2 y^2/2 = -E_Y: r^2 = x^2/kx + y^2/ky is conserved, and (y/sqrt ky)/(x/sqrt kx) grows by exp(kx ky r^2 t).
    let duel: SolvedGame =
        {
            Name = "E_X = x^2 y^2/2 = -E_Y"
            Make =
                game
                    ((fun x y -> 0.5 * x * x * y * y), (fun x y -> x * y * y))
                    ((fun y x -> -0.5 * x * x * y * y), (fun y x -> -y * x * x))
            At =
                fun kx ky time (x, y) ->
                    let u, w = x / sqrt kx, y / sqrt ky
                    let square = u * u + w * w
                    let angle = atan (abs w / abs u * exp (kx * ky * square * time))
                    let r = sqrt square
                    float (sign x) * sqrt kx * r * cos angle, float (sign y) * sqrt ky * r * sin angle
        }

    /// E_X = x^2/2, E_Y = y^2/2 - x^2 y, not of zero sum: x falls by exp(-kx t), and y follows x^2.
    let chase: SolvedGame =
        {
            Name = "E_X = x^2/2, E_Y = y^2/2 - x^2 y"
            Make =
                game
                    ((fun x _ -> 0.5 * x * x), (fun x _ -> x))
                    ((fun y x -> 0.5 * y * y - x * x * y), (fun y x -> y - x * x))
            At =
                fun kx ky time (x, y) ->
                    let d = ky - 2.0 * kx
                    // The integral of exp(d s) over [0, time].
                    let sum = if d = 0.0 then time else (exp (d * time) - 1.0) / d
                    x * exp (-kx * time), exp (-ky * time) * (y + ky * x * x * sum)
        }

    /// Four starts, one for each pair of coordinates.
    let starts: (float * float)[] = [| 1.0, 0.5; 0.6, 0.9; 0.8, -1.0; -0.7, 0.4 |]

    /// The starts as a state.
    let state: BilinearScenes.State =
        let x, y = Array.unzip starts
        Product.create (Particles.point x) (Particles.point y)

    /// The state at a time by the closed form, as coordinates.
    let closed (game: SolvedGame) (kx: float) (ky: float) (time: float) : float[] =
        let x, y = starts |> Array.map (game.At kx ky time) |> Array.unzip
        Array.append x y

    /// The root mean square of a difference.
    let distance (a: float[]) (b: float[]) : float =
        sqrt (
            Array.fold2 (fun total a b -> total + (a - b) * (a - b)) 0.0 a b
            / float a.Length
        )

    /// The coordinates of a state.
    let coordinates (q: BilinearScenes.State) : float[] = (q :> IState<_>).Coordinates
