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
    if (step != Step::kDone && step != Step::kWantsInput) break;
    if (speaks_http2_ && RefusedLateAuthentication(deadline)) break;
    if (step == Step::kDone) {
      const ByteSpan heard = std::span(data).first(octets);
      application_ != nullptr ? application_->Feed(heard) : http_->Feed(heard);
      return Flow::kData;
    }
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

void ClientRun::MakeRequests() {
  for (size_t number = 0; number < input_.requests.size(); ++number) {
    if (!RenegotiateBefore(number) || !MakeRequest(number)) return;
  }
  RenegotiateBefore(input_.requests.size());
}

/// False: no further request can be made on this connection.
bool ClientRun::MakeRequest(size_t number) {
  const PhaseLimit limit = Limit(spec_.timeouts.reply);
  reply_recorded_ = false;
  if (number > 0 || !early_taken_) {
    witness_.set_phase(attempt::Phase::kAfterRequest);
    http_->Begin(number);
    const std::string octets = http_->TakeOutput();
    const bool complete = Send(octets, limit.deadline);
    witness_.Add(attempt::RequestSent{octets.size(), complete, http_->stream()});
  }
  ReadReply(limit);
  return !tls_over_ && http_->done() && http_->reusable();
}

/// Whether all of it left. A peer that closes ends TLS for us once what it sent was read.
bool ClientRun::Send(std::string_view octets, Deadline deadline) {
  if (octets.empty() || tls_over_) return octets.empty();
  Step step = stream_->Write(octets, deadline);
  while (step == Step::kWantsInput) {  // a renegotiation is under way and has to end first
    const Input input = stream_->Wait(deadline);
    if (input == Input::kDeadline || input == Input::kTooMuch) break;
    step = stream_->Write(octets, deadline);
  }
  if (step == Step::kClosed || step == Step::kFailed) tls_over_ = true;
  return step == Step::kDone && stream_->all_sent() && !stream_->write_broken();
}

/// What HTTP/2 has to say besides requests: acknowledgements, windows, complaints.
void ClientRun::FlushHttp(Deadline deadline) {
  Send(http_->TakeOutput(), deadline);
  RecordHttpEvents();
}

/// HTTP/2 allows neither a renegotiation nor post-handshake authentication: both are violations
/// that end the connection (RFC 9113 sections 9.2.1 and 9.2.3). Whether the server tried.
bool ClientRun::RefusedLateAuthentication(Deadline deadline) {
  const bool asked = witness_.certificate_requests() > asked_in_handshake_;
  if (!asked && witness_.hello_requests() == 0) return false;
  http_->Refuse();
  FlushHttp(deadline);
  return true;
}

void ClientRun::ReadReply(const PhaseLimit& limit) {
  while (!http_->done()) {
    const Flow flow = Next(limit.deadline, false);
    FlushHttp(limit.deadline);
    if (flow == Flow::kEnded) return;
    if (flow == Flow::kQuiet) {
      RecordReply();
      witness_.Add(limit.Hit(DeadlineHit::Wait::kReply));
      return;
    }
  }
  RecordReply();
  // A server that keeps the connection has said all there is to learn.
  if (http_->complete() && http_->announces_close()) Linger(kCloseAfterReply);
}

void ClientRun::RecordHttpEvents() {
  for (attempt::EventBody& event : http_->TakeEvents()) witness_.Add(std::move(event));
}

void ClientRun::RecordReply() {
  if (http_ == nullptr || std::exchange(reply_recorded_, true)) return;
  http_->End();
  if (auto reply = http_->Reply()) witness_.Add(std::move(*reply));
  RecordHttpEvents();
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
  application_ != nullptr ? RecordAnswer() : RecordReply();
  if (witness_.fatal_alert()) Linger(kCloseAfterAlert);
  if (speaks_http2_ && !tls_over_ && !stream_->peer_closed()) {
    http_->Leave();
    FlushHttp(Deadline::After(Milliseconds(0)));
  }
  if (const auto how = stream_->peer_closed()) witness_.OnClosed(*how);
  stream_->SayGoodbye();
}

}  // namespace shakedown::handshake
