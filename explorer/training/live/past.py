"""
Any step of a run repeated bit for bit: from the last checkpoint before it, with the same changes on the way.
"""

from dataclasses import replace

from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer
from explorer.training.lessons.one_update import watched_step
from explorer.training.live.checkpoints import Checkpoint, not_later
from explorer.training.live.course import state_after, until
from explorer.training.live.moment import Moment


def moment_at(now: Moment, corpus: Corpus, settings: SGNSSettings, step: int) -> Moment:
    """The moment after step number `step` of the run that is at `now`, with that step under the X-ray.

    The step may be one more than those done: then it is the one that would come next.  No step before the first
    checkpoint can be repeated; the answer is then that checkpoint.

    Parameters
    ----------
    now : Moment
    corpus : Corpus
        What the run is trained on.
    settings : SGNSSettings
        Of the run.
    step : int
    """
    step = min(step, now.steps_done + 1)
    start = not_later(now.kept, step - 1)
    if start.step >= step:
        return at_checkpoint(now, corpus, start)
    trainer = SGNSTrainer(corpus, settings, start=(start.v_in, start.v_out))
    trainer.steps_done = start.step
    if start.place is not None:
        trainer.go_on_from(start.place)
    while True:
        done = trainer.steps_done
        rate, one_by_one = state_after(until(now.course, done + 1), settings.learning_rate)
        trainer.learning_rate = rate
        B = 1 if one_by_one else trainer.batch
        if done + 1 == step:
            update = watched_step(trainer, B)
            break
        trainer.learn(trainer.next_pairs(B), trainer.draw_negatives(B))
    return replace(
        now,
        steps_done=step,
        epoch=trainer.epoch,
        last=update.step,
        update=update,
        v_in=trainer.v_in,
        v_out=trainer.v_out,
        place=trainer.place,
        course=until(now.course, step),
        trouble="",
    )


def at_checkpoint(now: Moment, corpus: Corpus, checkpoint: Checkpoint) -> Moment:
    """The moment at a checkpoint of the run that is at `now`: without training, but not under the X-ray."""
    words_seen = checkpoint.place.words_seen if checkpoint.place is not None else 0
    return replace(
        now,
        steps_done=checkpoint.step,
        epoch=words_seen / len(corpus.tokens),
        last=checkpoint.last,
        update=None,
        v_in=checkpoint.v_in,
        v_out=checkpoint.v_out,
        place=checkpoint.place or now.place,
        course=checkpoint.course,
        trouble="",
    )
