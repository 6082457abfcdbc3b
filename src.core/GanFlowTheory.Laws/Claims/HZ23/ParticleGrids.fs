namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// The flow of a divergence on grids, and particles that its solutions move.
module internal ParticleGrids =

    /// A target and a start on a box, followed on three grids, each twice as fine as the one before.
    [<NoComparison; NoEquality>]
    type Scene =
        {
            Name: string
            Target: GaussianMixture
            Start: GaussianMixture
            Time: float
            /// The smallest standard deviation of a component.
            Narrowest: float
            /// The box is [-Half, Half]^d.
            Half: float
            /// Cells along each axis of the coarsest grid.
            Cells: int
            /// Steps of the particles on the coarsest grid; as many times more as there are cells.
            Steps: int
        }

        override this.ToString() = this.Name

    let gridOf (scene: Scene) (level: int) =
        let cells = scene.Cells <<< level

        if scene.Target.Dimension = 1 then
            Grid.line -scene.Half scene.Half cells
        else
            let axis = Grid.axis -scene.Half scene.Half cells
            Grid.plane axis axis

    /// The solution on one grid at the middle and the end of every step of the particles, from time 0 on.
    [<NoComparison; NoEquality>]
    type Path =
        {
            Target: GridDensity
            Densities: GridDensity[]
            Step: float
        }

        member this.End = Array.last this.Densities

    let pathOf (f: FDivergence) (scene: Scene) (level: int) : Path =
        let grid = gridOf scene level
        let steps = scene.Steps <<< level
        let target = GridDensity.ofMixture "the target" scene.Target grid

        {
            Target = target
            Densities =
                GridDensity.ofMixture "the start" scene.Start grid
                // Heun's steps are a part of h^2: their error, of order h^4, does not show.
                |> FokkerPlanck.trajectory
                    (FokkerPlanckMethod.ExplicitHeun 0.9)
                    [ for k in 0 .. 2 * steps -> scene.Time * float k / float (2 * steps) ]
                    (FokkerPlanck.create f target)
                |> Seq.map _.State
                |> Array.ofSeq
            Step = scene.Time / float steps
        }

    /// A scene with its solutions on the three grids, which serve every law.
    [<NoComparison; NoEquality>]
    type Solved =
        {
            Scene: Scene
            Paths: Lazy<Path>[]
        }

        override this.ToString() = this.Scene.Name

    let solve (f: FDivergence) (scene: Scene) : Solved =
        {
            Scene = scene
            Paths = Array.init 3 (fun level -> lazy (pathOf f scene level))
        }

    // A field v = -grad g of the particles: the values of g on the cells along a path.
    let current (value: float -> float -> float) (path: Path) : float[][] =
        path.Densities
        |> Array.map (fun q -> Array.map2 value path.Target.Weights q.Weights)

    // 1 - D = q/(p + q), which does not cancel.
    let discriminator: Path -> float[][] = current (fun p q -> 0.5 * log (q / (p + q)))

    // The particles at the end, from x: classical Runge-Kutta steps with v = -grad of the field on the grid, by central
    // differences, linear between centres.
    let move (field: Path -> float[][]) (path: Path) (x: Points) : Points =
        let potentials =
            field path |> Array.map (fun values -> Grid.potential values path.Target.Grid)

        let step = path.Step

        let velocity k x =
            Points.scale -1.0 (potentials[k].Gradient x)

        let mutable x = x

        for k in 0..2 .. potentials.Length - 3 do
            let v1 = velocity k x
            let v2 = velocity (k + 1) (Points.combine 1.0 x (0.5 * step) v1)
            let v3 = velocity (k + 1) (Points.combine 1.0 x (0.5 * step) v2)
            let v4 = velocity (k + 2) (Points.combine 1.0 x step v3)
            let outer = Points.combine (step / 6.0) v1 (step / 6.0) v4
            let inner = Points.combine (step / 3.0) v2 (step / 3.0) v3
            x <- Points.combine 1.0 x 1.0 (Points.combine 1.0 outer 1.0 inner)

        x

    // The masses of the marginal along an axis.
    let marginal (axis: int) (q: GridDensity) : float[] =
        let out: float[] = Array.zeroCreate (q.Grid.Axis(axis).Cells)

        for i in 0 .. q.Weights.Length - 1 do
            let place = q.Grid.Place i axis
            out[place] <- out[place] + q.Weights[i]

        out

    // The quantile of a density constant on cells: its distribution function is linear on each cell.
    let quantile (axis: GridAxis) (masses: float[]) : float -> float =
        let below = Array.scan (+) 0.0 masses

        fun u ->
            let place = Array.BinarySearch(below, u)
            let cell = min (masses.Length - 1) (if place >= 0 then place else ~~~place - 1)
            axis.Lower + axis.Width * (float cell + (u - below[cell]) / masses[cell])

    /// The 1-Wasserstein distance on R between equal atoms and a density constant on cells, int |F - G|: the atoms in
    /// order take the cells' mass in order, and int |x - y| over a piece of a cell is elementary.
    let distance (axis: GridAxis) (masses: float[]) (atoms: float[]) : float =
        let atoms = Array.sort atoms
        let share = Array.sum masses / float atoms.Length
        let primitive z = 0.5 * z * abs z
        let mutable total = 0.0
        let mutable cell = 0
        let mutable used = 0.0

        for atom in atoms do
            let mutable wanted = share

            while wanted > 0.0 && cell < masses.Length do
                let taken = min wanted (masses[cell] - used)

                if taken > 0.0 then
                    let at mass =
                        axis.Lower + axis.Width * (float cell + mass / masses[cell])

                    let density = masses[cell] / axis.Width

                    total <-
                        total
                        + density * (primitive (at (used + taken) - atom) - primitive (at used - atom))

                wanted <- wanted - taken

                if wanted > 0.0 then
                    cell <- cell + 1
                    used <- 0.0
                else
                    used <- used + taken

        total

    let meanDistance (axis: int) (x: Points) (y: Points) =
        Array.init x.Count (fun i -> abs (x[i, axis] - y[i, axis])) |> Array.average

    // The start as weighted particles: Gauss-Hermite nodes of every component.
    let nodes (points: int) (start: GaussianMixture) : Points * float[] =
        let rule = GaussHermite.tensor points start.Dimension

        let parts =
            start.Weighted
            |> Array.map (fun (weight, part) ->
                Points.init rule.Count start.Dimension (fun i k ->
                    part.Mean[k]
                    + Seq.sum (seq { for j in 0..k -> part.Factor[k, j] * rule.Nodes[i, j] })),
                rule.Weights |> Array.map (fun w -> weight * w))

        Array.reduce Points.append (Array.map fst parts), Array.collect snd parts

    // Means, second moments, and the characteristic function at small frequencies.
    let statistics (x: Points) (weights: float[]) : float[] =
        let mean (g: int -> float) =
            let mutable total = 0.0

            for i in 0 .. x.Count - 1 do
                total <- total + weights[i] * g i

            total

        let axes = [ 0 .. x.Dimension - 1 ]

        let frequencies =
            if x.Dimension = 1 then
                [ [| 1.0 |]; [| 2.0 |] ]
            else
                [ [| 1.0; 0.0 |]; [| 0.0; 1.0 |]; [| 1.0; 1.0 |]; [| 1.0; -1.0 |] ]

        [|
            for k in axes do
                yield mean (fun i -> x[i, k])
            for k in axes do
                for l in k .. x.Dimension - 1 do
                    yield mean (fun i -> x[i, k] * x[i, l])
            for omega in frequencies do
                let phase i =
                    axes |> List.sumBy (fun k -> omega[k] * x[i, k])

                yield mean (phase >> cos)
                yield mean (phase >> sin)
        |]
