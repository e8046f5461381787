// ClientRun after the handshake: the verdict that a TLS 1.3 server gives late, the request, the
// reply and the end.
#include <array>
#include <chrono>
#include <utility>

#include "handshake/client_run.h"

namespace shakedown::handshake {
namespace {

using attempt::DeadlineHit;

/// A server that announced the close does it right after the reply.
constexpr Milliseconds kCloseAfterReply{200};
/// After an alert the peer closes at once; how it does is worth a short wait.
constexpr Milliseconds kCloseAfterAlert{100};
/// What no honest server needs: beyond these renegotiation is refused, the connection given up.
constexpr int kMaxHelloRequests = 4;
constexpr int kMaxCertificateRequests = 16;

}  // namespace

void ClientRun::BoundRequests() {
  if (witness_.hello_requests() >= kMaxHelloRequests) {
    SSL_set_options(stream_->ssl(), SSL_OP_NO_RENEGOTIATION);
  }
  if (witness_.certificate_requests() > kMaxCertificateRequests) tls_over_ = true;
}

ClientRun::Flow ClientRun::Next(Deadline deadline, bool stop_at_ticket) {
  std::array<uint8_t, 16 * 1024> data;
  while (!tls_over_) {
    size_t octets = 0;
    const Step step = stream_->Read(data, &octets, deadline);
    if (step == Step::kDone) {
      reply_.Feed(std::span(data).first(octets));
      return Flow::kData;
    }
    if (step != Step::kWantsInput) break;
    if (stop_at_ticket && witness_.tickets() > 0) return Flow::kTicket;
    BoundRequests();
    const Input input = stream_->Wait(deadline);
    if (input == Input::kDeadline) return Flow::kQuiet;
    if (input != Input::kArrived) break;
  }
  tls_over_ = true;
  return Flow::kEnded;
}

bool ClientRun::Listen() {
  const bool wants_request = WantsRequest();
  // Before TLS 1.3 the server's Finished comes last: the verdict is already in.
  if (wants_request && SSL_version(stream_->ssl()) < TLS1_3_VERSION) return true;
  const PhaseLimit limit = Limit(spec_.timeouts.verdict);
  const SteadyTime begin = std::chrono::steady_clock::now();
  while (true) {
    switch (Next(limit.deadline, wants_request)) {
      case Flow::kTicket: return true;
      case Flow::kEnded: return false;
      case Flow::kData:
        if (wants_request) return true;
        break;
      case Flow::kQuiet:
        if (total_.over()) {
          witness_.Add(limit.Hit(DeadlineHit::Wait::kTotal));
          return false;
        }
        witness_.Add(attempt::QuietAfterFinished{
            std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin)});
        return true;
    }
  }
}

bool ClientRun::Pause() {
  if (spec_.pause_before_request <= Milliseconds(0)) return true;
  const Deadline until = Deadline::After(spec_.pause_before_request);
  while (true) {
    switch (Next(until, false)) {
      case Flow::kQuiet: return true;
      case Flow::kEnded: return false;
      case Flow::kData:
      case Flow::kTicket: break;
    }
  }
}

void ClientRun::SendRequest() {
  const PhaseLimit limit = Limit(spec_.timeouts.reply);
  witness_.set_phase(attempt::Phase::kAfterRequest);
  Step step = stream_->Write(input_.request, limit.deadline);
  while (step == Step::kWantsInput) {  // a renegotiation is under way and has to end first
    const Input input = stream_->Wait(limit.deadline);
    if (input == Input::kDeadline || input == Input::kTooMuch) break;
    step = stream_->Write(input_.request, limit.deadline);
  }
  const bool complete = step == Step::kDone && stream_->all_sent() && !stream_->write_broken();
  witness_.Add(attempt::RequestSent{input_.request.size(), complete});
  if (step == Step::kClosed || step == Step::kFailed) tls_over_ = true;
  ReadReply(limit);
}

void ClientRun::ReadReply(const PhaseLimit& limit) {
  while (!reply_.done()) {
    const Flow flow = Next(limit.deadline, false);
    if (flow == Flow::kEnded) return;
    if (flow == Flow::kQuiet) {
      RecordReply();
      witness_.Add(limit.Hit(DeadlineHit::Wait::kReply));
      return;
    }
  }
  RecordReply();
  // A server that keeps the connection has said all there is to learn.
  if (reply_.complete() && reply_.announces_close()) Linger(kCloseAfterReply);
}

void ClientRun::RecordReply() {
  if (std::exchange(reply_recorded_, true)) return;
  reply_.End();
  if (auto reply = reply_.Reply()) witness_.Add(std::move(*reply));
}

void ClientRun::Linger(Milliseconds longest) {
  const Deadline deadline = total_.Within(longest);
  while (!stream_->peer_closed()) {
    if (!tls_over_) {
      if (Next(deadline, false) == Flow::kQuiet) return;
    } else if (stream_->Wait(deadline) != Input::kArrived) {
      return;
    }
  }
}

void ClientRun::Conclude() {
  RecordReply();
  if (witness_.fatal_alert()) Linger(kCloseAfterAlert);
  if (const auto how = stream_->peer_closed()) witness_.OnClosed(*how);
  stream_->SayGoodbye();
}

}  // namespace shakedown::handshake
