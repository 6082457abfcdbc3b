namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open GanFlowTheory.Core.Extending

/// Integrators on flows that have closed forms.
module IntegratorTests =

    /// F = E_q a |x|^2 / 2: x(t) = x(0) exp(-a t).
    let private quadratic (a: float) : Functional<Particles> =
        Potential.ofPointwise (fun x -> 0.5 * a * Array.sumBy (fun v -> v * v) x) (Array.map (fun v -> a * v))
        |> Functional.potential "quadratic"

    /// F = E_q sum x^4 / 4: x(t) = x(0) / sqrt(1 + 2 x(0)^2 t).
    let private quartic: Functional<Particles> =
        Potential.ofPointwise (Array.sumBy (fun v -> v * v * v * v / 4.0)) (Array.map (fun v -> v * v * v))
        |> Functional.potential "quartic"

    let private start =
        Particles.ofPoints (Points.ofRows [ [ 1.0; -0.5 ]; [ 0.25; 2.0 ]; [ 0.0; 0.7 ] ])

    let private error (exact: float -> float -> float) (time: float) (path: Path<Particles>) =
        Array.map2 (fun x0 x -> abs (exact time x0 - x)) start.Nodes.Data path.Final.Nodes.Data
        |> Array.max

    /// The largest error over coordinates and over all steps: at a single time a leading coefficient may vanish.
    let private pathError exact (path: Path<Particles>) =
        path.States
        |> Array.map (fun (time, q) -> error exact time { path with Final = q })
        |> Array.max

    let private exactQuadratic t x = x * exp -t
    let private exactQuartic t x = x / sqrt (1.0 + 2.0 * x * x * t)

    let private run functional integrator time =
        Flow.descend functional
        |> Flow.steppedBy integrator
        |> Flow.from start
        |> Flow.until time

    // Short against 1/12, the time scale of the quartic flow at its largest start, 2; there the order-4 coefficient of
    // RK4 is so small that its order shows only from steps of 1/128 on (slopes 3.09 at 1/64, 3.73, 3.89, 3.95, ...).
    let private ordered =
        [
            Integrator.euler, 1, 1.0 / 256.0
            Integrator.heun, 2, 1.0 / 128.0
            Integrator.rungeKutta4, 4, 1.0 / 128.0
            Integrator.dormandPrinceFixed, 5, 1.0 / 32.0
        ]

    [<Fact>]
    let ``halving the step shows the stated order`` () =
        for functional, exact in [ quadratic 1.0, exactQuadratic; quartic, exactQuartic ] do
            for make, order, tau in ordered do
                Assert.Equal(order, (make tau).Method.Order)

                let at tau =
                    pathError exact (run functional (make tau) 1.0)
                // The error is C tau^order (1 + O(tau)), C the largest coefficient along the path. Half an order tells
                // neighbouring orders apart. On the linear flow C is a coefficient of the stability function, of order
                // one; on the quartic flow Dormand-Prince's C is so small (it was minimised) that higher terms rule
                // down to rounding: slopes of 6.5 to 5.5, so that only the lower bound means anything there.
                let observed = Math.Log2(at tau / at (0.5 * tau))

                Assert.True(
                    observed > float order - 0.5
                    && (observed < float order + 0.5 || functional.Name = quartic.Name),
                    $"{(make tau).Name} on {functional.Name}: order {observed}"
                )

    [<Fact>]
    let ``Euler on a quadratic potential contracts by 1 - tau at each step`` () =
        let path = run (quadratic 1.0) (Integrator.euler 0.125) 1.0
        // 1 - 1/8 is exact; each step rounds once.
        Array.iter2 (close 1e-15) (Array.map (fun x -> x * pown 0.875 8) start.Nodes.Data) path.Final.Nodes.Data

    [<Fact>]
    let ``error control keeps the error within its steps times the tolerance`` () =
        for functional, exact in [ quadratic 1.0, exactQuadratic; quartic, exactQuartic ] do
            for tolerance in [ 1e-4; 1e-7; 1e-10 ] do
                let path = run functional (Integrator.dormandPrince 1.0 tolerance tolerance) 2.0
                Assert.Equal(Outcome.ReachedTime 2.0, path.Outcome)
                // Convex potentials contract, so local errors add up at most; each is below tolerance (1 + |x|),
                // |x| <= 2, in root mean square over six coordinates.
                let bound = float (path.Steps.Length - 1) * 3.0 * tolerance * sqrt 6.0
                let found = error exact 2.0 path
                Assert.True(found <= bound, $"{functional.Name}: error {found} over {bound}")
                Assert.InRange(path.Steps.Length, 3, 500)

    [<Fact>]
    let ``error control refuses a first step that is far too long, with and without a time to reach`` () =
        let flow =
            Flow.descend quartic
            |> Flow.steppedBy (Integrator.dormandPrince 1e3 1e-6 1e-6)
            |> Flow.from start

        for path in [ Flow.until 1.0 flow; Flow.steps 5 flow ] do
            Assert.True(Outcome.succeeded path.Outcome, Outcome.sentence path.Outcome)
            Assert.True(path.Steps[1].Diagnostics.Refused > 0)
            Assert.True(path.Steps[1].Diagnostics.StepLength < 1.0)

    [<Fact>]
    let ``a tableau of your own steps as the integrator that has the same one`` () =
        let named = Integrator.rungeKutta4 0.1
        let mine = Integrator.ofTableau { named.Method with Name = "mine" } 0.1
        Assert.Equal("mine:0.1", mine.Name)

        let at integrator =
            (run quartic integrator 1.0).Final.Nodes.Data

        Assert.Equal<float[]>(at named, at mine)

    [<Fact>]
    let ``a tableau of your own is refused where its lengths do not fit or an entry is not finite`` () =
        let rule = (Integrator.heun 0.1).Method

        for flawed, part in
            [
                { rule with Order = 0 }, "order must be at least 1"
                { rule with Stages = [||] }, "stages must have at least one row"
                { rule with Weights = [| 1.0 |] }, "weights must have 2 entries, but has 1"
                { rule with
                    Stages = [| [||]; [| 1.0; 0.0 |] |]
                },
                "stages[1] must have 1 entries, but has 2"
                { rule with Weights = [| 0.5; nan |] }, "weights must be finite"
                { rule with
                    Stages = [| [||]; [| infinity |] |]
                },
                "stages[1] must be finite"
                { rule with
                    ErrorWeights = Some [| 0.5 |]
                },
                "errorWeights must have 2 entries"
            ] do
            let error =
                Assert.Throws<ArgumentException>(fun () -> Integrator.ofTableau flawed 0.1 |> ignore)

            Assert.Contains(part, error.Message)

        Assert.Throws<ArgumentException>(fun () -> Integrator.ofTableau rule 0.0 |> ignore)
        |> ignore

    let private problem velocity field value : StepProblem =
        {
            Coordinates = [| 1.0 |]
            Velocity = [| velocity |]
            Field = field
            Merit =
                Some
                    {
                        Value = value
                        Current = 0.5
                        Dissipation = velocity * velocity
                    }
            Memory = None
        }

    [<Fact>]
    let ``a step that no length saves is refused`` () =
        let hopeless = problem -1.0 (fun _ -> [| nan |]) (fun x -> 0.5 * x[0] * x[0])

        for limit in [ 1.0; infinity ] do
            match Integrator.step (Integrator.dormandPrince 0.1 1e-6 1e-6) hopeless 0.1 limit with
            | StepResult.Refused(tau, reason) ->
                Assert.InRange(tau, 1e-16, 1e-12)
                Assert.Contains("error estimate", reason)
            | StepResult.Taken _ -> failwith "taken"

        // Uphill: the functional grows along the velocity however short the step, until it no longer changes.
        match
            Integrator.step
                (Integrator.descent 1.0)
                (problem 1.0 (fun _ -> [| 1.0 |]) (fun x -> 0.5 * x[0] * x[0]))
                1.0
                infinity
        with
        | StepResult.Refused(_, reason) -> Assert.Contains("lowers the functional", reason)
        | StepResult.Taken _ -> failwith "taken"

    [<Fact>]
    let ``descent never lets the functional grow, however long the first step`` () =
        let p: IMeasure = Empirical.ofPoints (Seed.gaussian 5 2 (Seed.create 1))

        let functionals: Functional<Particles> list =
            [
                quadratic 1.0
                quartic
                Functional.mmd (Kernel.gaussian 1.0) p
                Functional.mmd Kernel.distance p
            ]

        for functional in functionals do
            for tau in [ 1e-2; 1.0; 1e6 ] do
                let path =
                    Flow.descend functional
                    |> Flow.steppedBy (Integrator.descent tau)
                    |> Flow.from start
                    |> Flow.steps 25

                let values = path.Steps |> Array.map _.Diagnostics.Functional.Value

                for before, after in Array.pairwise values do
                    Assert.True(after < before, $"{functional.Name}, tau {tau}: {before:R} to {after:R}")

                Assert.True(path.Steps.Length > 1)

    [<Fact>]
    let ``descent grows its step again after it had to shrink`` () =
        let path =
            Flow.descend (quadratic 1.0)
            |> Flow.steppedBy (Integrator.descent 64.0)
            |> Flow.from start
            |> Flow.steps 6

        let lengths = path.Steps |> Array.tail |> Array.map _.Diagnostics.StepLength
        // F falls for 0 < tau < 2 only, and enough for 1: 64 halves to 1, which lands on the minimum.
        Assert.Equal(1.0, lengths[0])
        Assert.Equal(Outcome.Converged(1, 0.0), path.Outcome)

        let slow =
            Flow.descend (quadratic 0.01)
            |> Flow.steppedBy (Integrator.descent 1000.0)
            |> Flow.from start
            |> Flow.steps 4

        let lengths = slow.Steps |> Array.tail |> Array.map _.Diagnostics.StepLength
        // 0.01 tau must stay below 2 (1 - 1e-4): 1000, 500, 250 are refused, 125 is taken; then 125 is taken at once,
        // and 250, tried next, is refused.
        Assert.Equal<float[]>([| 125.0; 125.0; 125.0; 125.0 |], lengths)

    [<Fact>]
    let ``a run lands on its time exactly`` () =
        for integrator in
            [
                Integrator.euler 0.1
                Integrator.heun 0.3
                Integrator.rungeKutta4 0.7
                Integrator.dormandPrince 0.1 1e-6 1e-6
                Integrator.descent 0.3
            ] do
            for time in [ 1.0; 0.3; 2.1 ] do
                let path = run (quadratic 1.0) integrator time
                Assert.Equal(Outcome.ReachedTime time, path.Outcome)
                Assert.Equal(time, (Array.last path.Steps).Time)
                // The lengths are rounded once each.
                close 1e-14 time (path.Steps |> Array.sumBy _.Diagnostics.StepLength)

        // No sliver of a step is left at the end: ten steps of a tenth make one.
        Assert.Equal(11, (run (quadratic 1.0) (Integrator.euler 0.1) 1.0).Steps.Length)
        Assert.Equal(3, (run (quadratic 1.0) (Integrator.rungeKutta4 0.7) 1.0).Steps.Length)

    [<Fact>]
    let ``names and bad arguments`` () =
        Assert.Equal("euler:0.1", (Integrator.euler 0.1).Name)
        Assert.Equal("dopri5:1E-06,1E-06,0.1", (Integrator.dormandPrince 0.1 1e-6 1e-6).Name)
        Assert.Equal("descent:0.5", (Integrator.descent 0.5).Name)
        Assert.Contains("tau", argumentError (fun () -> Integrator.euler 0.0))
        Assert.Contains("tau", argumentError (fun () -> Integrator.descent nan))
        Assert.Contains("relative", argumentError (fun () -> Integrator.dormandPrince 0.1 0.0 1e-6))
        Assert.Contains("absolute", argumentError (fun () -> Integrator.dormandPrince 0.1 1e-6 -1.0))
