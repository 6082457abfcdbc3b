using System;
using Spectre.Console;

namespace GanFlowTheory.Cli.Output;

/// <summary>What a progress bar shows.</summary>
/// <param name="Fraction">The part done, in [0, 1].</param>
/// <param name="Text">What is going on, such as the functional's value and the time left.</param>
internal sealed record ProgressState(double Fraction, string Text);

/// <summary>A progress bar on standard error that vanishes when the work ends, and is not there when standard error is
/// no terminal.</summary>
internal static class ProgressBar
{
    internal static T Around<T>(Terminal terminal, string title, Func<Action<ProgressState>, T> work)
    {
        if (!terminal.ShowsProgress)
        {
            return work(_ => { });
        }

        T result = default!;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        console.Progress()
            .AutoClear(true)
            .Columns(
                new ProgressBarColumn(),
                new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                title = Printable.Of(title);
                var task = context.AddTask(Markup.Escape(title));
                result = work(state =>
                {
                    task.Value = 100 * state.Fraction;
                    task.Description = Markup.Escape($"{title}: {state.Text}");
                });
            });
        return result;
    }
}
