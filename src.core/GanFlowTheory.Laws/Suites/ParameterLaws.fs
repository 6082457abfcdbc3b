namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// Laws of charts with parameters.
[<RequireQualifiedAccess>]
module ParameterLaws =

    let private moved (q: 'q) (u: float[]) (e: float) : float[] when 'q :> IState<'q> =
        (Differences.along q u e).Nodes.Data

    /// Push is the derivative of the nodes.
    let push (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law when 'q :> IState<'q> and 'q :> IParametric =
        Law.forAll
            {
                Name = "parametric-push"
                Statement =
                    "Pushing a rate of parameters gives the velocities of the nodes: J u = d/de G at theta + e u."
                Source = "MN21"
                Judge = Differences.judge
            }
            kind.Name
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let u = Scene.CoordinatesAt scene.First q.Coordinates.Length
                let speed = kind.Speed q u scene.Q.Spread

                if speed = 0.0 then
                    []
                else
                    let h = Differences.step scene.Q.Spread / speed

                    let odd e =
                        Array.map2 (-) (moved q u e) (moved q u -e)

                    let observed =
                        Array.map3
                            (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 * h))
                            (odd h)
                            (odd (2.0 * h))
                            (odd (3.0 * h))

                    let size = Vectors.largest q.Nodes.Data

                    [
                        Equation.vector
                            "d/de G against J u"
                            (speed * (1.0 + size / scene.Q.Spread))
                            observed
                            (q.Push u).Data
                    ])

    /// Pull is the adjoint of Push in L2(q), and Mobilities are the products J_i J_i^T.
    let adjoint (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law when 'q :> IState<'q> and 'q :> IParametric =
        Law.forAll
            {
                Name = "parametric-adjoint"
                Statement =
                    "Pulling vectors is the adjoint of pushing rates in L2(q), <v, J u>_q = <J^T v, u>, and mobilities are the "
                    + "products J J^T of each node."
                Source = "MN21"
                Judge = Judge.Relative(1e-12, "the same products in another order")
            }
            kind.Name
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let n, d, count = q.Nodes.Count, q.Nodes.Dimension, q.Coordinates.Length
                let u = Scene.CoordinatesAt scene.First count
                let v = Scene.VectorsAt scene.Second n d
                let pushed, pulled = q.Push u, q.Pull v

                let size =
                    Array.fold2 (fun total a b -> total + abs (a * b)) 0.0 pulled u
                    + (Array.fold2 (fun total a b -> total + abs (a * b)) 0.0 v.Data pushed.Data)

                let columns =
                    Array.init count (fun p -> q.Push(Array.init count (fun s -> if s = p then 1.0 else 0.0)))

                let product (u: Points -> int -> int -> float) i a b =
                    columns |> Array.sumBy (fun column -> u column i a * u column i b)

                let entries u =
                    Array.init (n * d * d) (fun p -> product u (p / (d * d)) (p / d % d) (p % d))

                [
                    Equation.scalar
                        "<v, J u>_q against <J^T v, u>"
                        size
                        (Vectors.inner q.Weights (Points.rowDots v pushed))
                        (Vectors.inner pulled u)
                    Equation.vector
                        "mobilities against J J^T"
                        (entries (fun column i a -> abs column[i, a]) |> Array.max)
                        (Array.concat (q.Mobilities()))
                        (entries (fun column i a -> column[i, a]))
                ])

    /// Every law of a chart with parameters.
    let all (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law list when 'q :> IState<'q> and 'q :> IParametric =
        [ push scenes kind; adjoint scenes kind ]
