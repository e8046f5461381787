// A small OCSP responder on loopback (RFC 6960 appendix A): answers for each certificate in the way
// that was asked for, right or wrong.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/bytes.h"
#include "core/result.h"
#include "handshake/peer.h"
#include "pki/ocsp_answer.h"

namespace shakedown::handshake {

class OcspResponder final {
 public:
  /// Listens on a free port of 127.0.0.1; kConnect, kInternal.
  static Result<std::unique_ptr<OcspResponder>> Start();
  ~OcspResponder();

  /// A URL of its own for one certificate that is still to be made.
  std::string NewUrl();
  /// From now on requests to `url` are answered for `leaf` of `issuer`. The errors of
  /// MakeOcspAnswer. Thread-safe.
  Result<void> AnswerFor(const std::string& url, const pki::Authority& issuer, X509* leaf,
                         pki::OcspManner manner);

 private:
  struct Entry {
    Bytes answer;
    bool silent = false;
  };
  struct Table {
    std::mutex mutex;
    std::map<std::string, Entry> entries;  ///< by the first segment of the path
  };

  OcspResponder() = default;

  std::shared_ptr<Table> table_ = std::make_shared<Table>();
  std::atomic<uint64_t> next_{1};
  std::unique_ptr<Peer> server_;
};

}  // namespace shakedown::handshake
