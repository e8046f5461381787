#include "handshake/client_plain.h"

#include <array>
#include <utility>

#include "core/text.h"
#include "handshake/http_reply.h"

namespace shakedown::handshake {
namespace {

using attempt::PeerClosed;

constexpr size_t kMaxReceived = 2 * 1024 * 1024;
constexpr size_t kFirstOctets = 64;
/// A TLS alert in clear: header of five octets, level, description (RFC 9846 sections 5.1 and 6).
constexpr uint8_t kAlertRecord = 21;
constexpr size_t kRecordHeader = 5;
constexpr size_t kAlertOctets = 7;

/// One request and its answer, octet by octet if need be.
class PlainExchange {
 public:
  PlainExchange(const PhaseLimit& limit, net::Transport& transport, Witness* witness, bool head)
      : limit_(limit), transport_(transport), witness_(witness), reply_(head) {}

  void Run(const std::string& request) {
    const bool complete = Send(AsBytes(request));
    witness_->set_phase(attempt::Phase::kAfterRequest);
    witness_->Add(attempt::RequestSent{request.size(), complete});
    Read();
    reply_.End();
    if (!first_.empty() && first_[0] == kAlertRecord) {
      RecordAlert();
    } else if (auto reply = reply_.Reply()) {
      witness_->Add(std::move(*reply));
    } else if (!first_.empty()) {
      witness_->Add(attempt::NotTls{first_});
    }
    if (closed_) witness_->OnClosed(*closed_);
  }

 private:
  bool Send(ByteSpan octets) {
    while (!octets.empty()) {
      const net::IoResult written = transport_.Write(octets);
      if (written.status == net::IoStatus::kDone) {
        octets = octets.subspan(written.octets);
      } else if (written.status != net::IoStatus::kWouldBlock ||
                 !transport_.WaitWritable(limit_.deadline)) {
        return false;
      }
    }
    return true;
  }

  void Read() {
    std::array<uint8_t, 16 * 1024> buffer{};
    while (!reply_.done() && received_ < kMaxReceived) {
      if (limit_.deadline.over() || !transport_.WaitReadable(limit_.deadline)) {
        witness_->Add(limit_.Hit(attempt::DeadlineHit::Wait::kReply));
        return;
      }
      const net::IoResult read = transport_.Read(buffer);
      if (read.status == net::IoStatus::kWouldBlock) continue;
      if (read.status != net::IoStatus::kDone) {
        closed_ =
            read.status == net::IoStatus::kClosed ? PeerClosed::How::kFin : PeerClosed::How::kReset;
        return;
      }
      Take(ByteSpan(buffer).first(read.octets));
    }
  }

  void Take(ByteSpan octets) {
    received_ += octets.size();
    const size_t kept = std::min(octets.size(), kFirstOctets - first_.size());
    first_.insert(first_.end(), octets.begin(), octets.begin() + static_cast<ptrdiff_t>(kept));
    reply_.Feed(octets);
  }

  void RecordAlert() {
    if (first_.size() < kAlertOctets) {
      witness_->Add(attempt::NotTls{first_});
      return;
    }
    witness_->OnAlert(attempt::Side::kServer, ByteSpan(first_).subspan(kRecordHeader, 2));
  }

  const PhaseLimit& limit_;
  net::Transport& transport_;
  Witness* const witness_;
  HttpReplyReader reply_;
  Bytes first_;
  size_t received_ = 0;
  std::optional<PeerClosed::How> closed_;
};

}  // namespace

void AskInClear(const PreparedRequest& request, const PhaseLimit& limit, net::Transport& transport,
                Witness* witness) {
  PlainExchange(limit, transport, witness, request.method == "HEAD").Run(WriteHttp1(request, true));
}

}  // namespace shakedown::handshake
