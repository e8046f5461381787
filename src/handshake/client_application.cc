// ClientRun inside TLS with protocols other than HTTP: a conversation of a few lines or messages.
#include <string>
#include <utility>

#include "handshake/client_run.h"

namespace shakedown::handshake {

void ClientRun::Converse() {
  const PhaseLimit limit = Limit(spec_.timeouts.reply);
  witness_.set_phase(attempt::Phase::kAfterRequest);
  while (!application_->done()) {
    const std::string words = application_->TakeOutput();
    if (!words.empty()) {
      const bool complete = Send(words, limit.deadline);
      witness_.Add(attempt::RequestSent{words.size(), complete});
    }
    // Even what could not be sent in full may have been answered.
    const Flow flow = Next(limit.deadline, false);
    if (flow == Flow::kEnded) return;
    if (flow == Flow::kQuiet) {
      RecordAnswer();
      witness_.Add(limit.Hit(attempt::DeadlineHit::Wait::kReply));
      return;
    }
  }
  RecordAnswer();
  // A word of goodbye keeps the server's log clean; nothing depends on it.
  Send(application_->TakeOutput(), limit.deadline);
}

void ClientRun::RecordAnswer() {
  if (std::exchange(reply_recorded_, true)) return;
  application_->End();
  if (application_->reply()) witness_.Add(*application_->reply());
}

}  // namespace shakedown::handshake
