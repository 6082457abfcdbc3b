using System.IO;

namespace GanFlowTheory;

/// <summary>Checkpoints: steps of a run as .npz files, from which a run of the same flow goes on.</summary>
public static class Checkpoint
{
    /// <summary>Where the rate schedule stood at a step: what <see cref="FlowStep{TState}.SaveCheckpoint(string, RateSchedule,
    /// GanFlowTheory.RateState)"/> wrote with the same schedule. The step is resumed as any other, with an optimiser scaled
    /// by the state's factor.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such a file, or of another schedule.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static RateState RateState(RateSchedule schedule, string path) =>
        GanFlowTheory.RateState.Of(DataFormatException.Reading(() => Core.Checkpoint.rateState(
            schedule.NotNull(nameof(schedule)).Wrapped, path.NotNull(nameof(path)))));

    /// <summary>Where a rated run stood at a step: what <see cref="FlowStep{TState}.SaveCheckpoint(string, string, RateSchedule,
    /// RatedProgress)"/> wrote with the same schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such a file, or of another schedule.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static RatedProgress Progress(RateSchedule schedule, string path) =>
        new(DataFormatException.Reading(() => Core.RatedCheckpoints.Checkpoint.progress(
            schedule.NotNull(nameof(schedule)).Wrapped, path.NotNull(nameof(path)))));

    /// <summary>The coordinates of the state at a checkpoint of the given settings, such as a generator's parameters: a file
    /// that <see cref="FlowStep{TState}.SaveCheckpoint(string, string)"/> wrote with the same text.</summary>
    /// <param name="settings">The text.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such a file, or of other settings.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static double[] CoordinatesFor(string settings, string path) =>
        DataFormatException.Reading(() => Core.Checkpoint.coordinatesFor(
            settings.NotNull(nameof(settings)), path.NotNull(nameof(path))));

    /// <summary>The arithmetic of the processor that a checkpoint was written on, where it says so and it is not that of this
    /// one, <see cref="Processor.Arithmetic"/>: what goes on from there may differ in its last bits from what would have
    /// gone on there. Otherwise null.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not a .npz file.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static string? OtherProcessor(string path) =>
        DataFormatException.Reading(() => Core.Checkpoint.otherProcessor(path.NotNull(nameof(path))))?.Value;
}
