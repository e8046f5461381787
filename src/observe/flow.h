// One connection between others, decoded as its octets pass: two directions of records become the
// trace that a client of our own would have written. Encrypted records wait, within bounds, for
// their secrets to appear in a key log.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "observe/application_watch.h"
#include "observe/clear_talk.h"
#include "observe/handshake_stream.h"
#include "observe/key_log.h"
#include "observe/observation.h"
#include "observe/record_opener.h"
#include "observe/record_stream.h"
#include "observe/trace_writer.h"

namespace shakedown::observe {

/// An opinion of the chain that a server called so presents.
using ServerCheck =
    std::function<attempt::ServerChecked(const tls::CertificateMessage&, const std::string& name)>;

/// What a flow works with; borrowed, may be null, outlives it.
struct FlowTools {
  const KeyLog* keys = nullptr;        ///< null: encrypted records stay closed
  const ServerCheck* check = nullptr;  ///< null: server certificates are not judged
};

/// How a side ended.
enum class FlowEnd {
  kFin,    ///< it sends no more (half-close)
  kReset,  ///< the connection is gone
};

/// Calls come in the order in which things happened; times are since the connection began. Bounded
/// memory: a record and a message for each side, a trace, and 512 KiB that wait for secrets.
class Flow final {
 public:
  Flow(FlowEnds ends, UtcSeconds started, FlowTools tools);
  ~Flow();
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  void OnOctets(attempt::Side from, ByteSpan octets, FlowTime at);
  /// `octets` octets of this side are missing: nothing that follows from it can be read.
  void OnGap(attempt::Side from, uint64_t octets, FlowTime at);
  void OnEnd(attempt::Side from, FlowEnd end, FlowTime at);

  /// The key log may hold more: goes on with what waited for it.
  void OnKeys();
  /// Secrets that are not there by now will not come.
  void StopWaiting();
  /// Whether something waits for secrets.
  bool waiting() const { return !queue_.empty(); }
  /// Nothing will happen any more; writes what only the end shows. Called once.
  void Conclude();

  /// What was learned so far.
  Observation Observed() const;
  bool ended() const { return ended_; }

 private:
  struct Direction {
    RecordStream records;
    HandshakeStream messages;
    std::unique_ptr<RecordOpener> opener;
    Bytes first;               ///< the first octets, at most 64
    Bytes secret;              ///< TLS 1.3: the present application traffic secret
    bool encrypted = false;    ///< its records are
    bool application = false;  ///< TLS 1.3: under application traffic secrets
    bool finished = false;     ///< its Finished was seen in the present handshake
    bool opened = false;       ///< a record was opened with the present keys
    bool ended = false;
    uint64_t octets = 0;
  };
  /// Something that waits for secrets, and what came behind it.
  struct Waiting {
    attempt::Side from{};
    FlowTime at{0};
    tls::ContentType type{};
    uint16_t version = 0;
    Bytes fragment;
    std::optional<FlowEnd> end;
  };
  /// The parameters of the handshake under way.
  struct Negotiation {
    Bytes client_random;
    Bytes server_random;
    tls::CipherSuite suite{};
    bool encrypt_then_mac = false;
    std::string alpn;
    std::string group;
    bool resumed = false;
    bool secure_renegotiation = false;
    std::optional<attempt::Side> first_finished;
  };

  Direction& Of(attempt::Side side) { return side == attempt::Side::kClient ? client_ : server_; }
  bool Is13() const { return version_ == tls::Version::kTls13; }

  // Before TLS: flow_clear.cc.
  ByteSpan FindTls(attempt::Side from, ByteSpan octets);
  void EndClearTalk();
  void RecordForeign();

  // Records: flow.cc.
  void Take(attempt::Side from, const WireRecord& record, FlowTime at);
  bool Process(attempt::Side from, const WireRecord& record, FlowTime at);
  void Drain();
  void Opened(attempt::Side from, const WireRecord& record);
  void Content(attempt::Side from, tls::ContentType type, ByteSpan content);
  void End(attempt::Side from, FlowEnd end, FlowTime at);
  void OnAlert(attempt::Side from, ByteSpan content);
  void OnApplicationData(attempt::Side from, ByteSpan content);
  void Note(std::string text);

  // Secrets: flow_keys.cc.
  bool HasKeys(attempt::Side side);
  bool IsUnreadable(attempt::Side side);
  bool MakeOpener(attempt::Side side);
  void UpdateKeys(attempt::Side side);
  void Seal(Sight sight);

  // Encrypted records from the outside: flow_sealed.cc.
  void Sealed(attempt::Side from, const WireRecord& record);
  void Sealed12(attempt::Side from, const WireRecord& record);
  void Sealed13(attempt::Side from, const WireRecord& record);

  // Messages: flow_handshake.cc.
  void OnMessage(attempt::Side from, ByteSpan octets);
  void OnClientHello(const tls::ClientHello& hello);
  void OnServerHello(const tls::ServerHello& hello);
  void OnServerKeyExchange(ByteSpan octets);
  void OnChangeCipherSpec(attempt::Side from);
  void OnFinished(attempt::Side from);
  void CheckServer();
  void Returned();

  const FlowEnds ends_;
  const FlowTools tools_;
  TraceWriter writer_;
  Direction client_;
  Direction server_;
  std::deque<Waiting> queue_;
  size_t queued_octets_ = 0;
  bool may_wait_ = true;
  bool tls_begun_ = false;
  TlsFinder finder_;
  ClearTalk talk_{&writer_};

  tls::Version version_{};  ///< negotiated; 0 before
  Negotiation negotiation_;
  std::string server_name_;
  bool early_data_ = false;
  bool returned_ = false;
  FlowTime returned_at_{0};
  std::optional<tls::CertificateMessage> server_certificate_;
  bool server_checked_ = false;
  bool close_notify_ = false;  ///< of the server
  bool client_left_ = false;   ///< the client ended before the server did
  bool closed_ = false;        ///< PeerClosed is written
  bool fatal_alert_ = false;
  bool ended_ = false;

  Sight sight_ = Sight::kNothing;
  SealedTraffic sealed_;
  std::unique_ptr<ApplicationWatch> application_;
  uint64_t application_octets_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace shakedown::observe
