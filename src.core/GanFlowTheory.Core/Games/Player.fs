namespace GanFlowTheory.Core

/// <summary>A player of a game: a flow of its own state in which the others' state is a parameter (T21). Its functional
/// is E(x; others), its first variation is taken in its own argument, and its clock kappa multiplies its velocity:
/// dx/dt = -kappa K dE/dx.</summary>
[<NoComparison; NoEquality>]
type Player<'x, 'others> =
    {
        /// Name shown in reports.
        Name: string
        /// kappa >= 0; 0 for a player that does not move.
        Clock: float
        /// The flow of the player's own state where the others are: functional, critic and metric. Its integrator is
        /// used by the schemes in which every player steps by its own.
        Flow: 'others -> Flow<'x>
    }

/// Making players.
[<RequireQualifiedAccess>]
module Player =

    /// A player by its flow where the others are, with clock 1.
    let create (name: string) (flow: 'others -> Flow<'x>) : Player<'x, 'others> =
        {
            Name = name
            Clock = 1.0
            Flow = flow
        }

    /// A player that lowers a functional of its own state, given the others', in a metric, with clock 1.
    let ofFunctional (name: string) (functional: 'others -> Functional<'x>) (metric: Metric<'x>) : Player<'x, 'others> =
        create name (fun others -> Flow.create (functional others) metric)

    /// With the clock kappa >= 0.
    let withClock (kappa: float) (player: Player<'x, 'others>) : Player<'x, 'others> =
        Guard.nonNegative (nameof kappa) kappa
        { player with Clock = kappa }

    /// Stepped by its own integrator, in the schemes where every player is.
    let steppedBy (integrator: Integrator) (player: Player<'x, 'others>) : Player<'x, 'others> =
        { player with
            Flow = player.Flow >> Flow.steppedBy integrator
        }
