using System;
using Spectre.Console;

namespace GanFlowTheory.Cli.Output;

/// <summary>A progress bar on standard error that vanishes when the work ends, and is not there when standard error is
/// no terminal.</summary>
internal static class ProgressBar
{
    private const string ShowCursor = "\u001b[?25h";

    /// <summary>Shows the cursor of a terminal again, which a bar has hidden that does not come to its end.</summary>
    internal static void RestoreCursor()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(ShowCursor);
        }
    }

    internal static T Around<T>(Terminal terminal, string title, Func<Action<ProgressState>, T> work)
    {
        var sees = terminal.SeesProgress ?? (_ => { });

        if (!terminal.ShowsProgress)
        {
            return work(sees);
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
                    task.Description = Markup.Escape(Printable.Of(state.Text.Length > 0 ? $"{title}: {state.Text}" : title));
                    sees(state);
                });
            });
        return result;
    }
}
