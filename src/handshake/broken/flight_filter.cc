#include "handshake/broken/flight_filter.h"

#include <openssl/bio.h>

#include <memory>

#include "handshake/broken/flight_judge.h"
#include "ossl/handles.h"

namespace shakedown::handshake::broken {
namespace {

using MethodPtr = std::unique_ptr<BIO_METHOD, ossl::Deleter<BIO_meth_free>>;

FlightJudge* JudgeOf(BIO* filter) { return static_cast<FlightJudge*>(BIO_get_data(filter)); }

int OnRead(BIO* filter, char* data, int length) noexcept {
  BIO_clear_retry_flags(filter);
  try {
    auto* octets = reinterpret_cast<uint8_t*>(data);
    const size_t got =
        JudgeOf(filter)->Read({octets, static_cast<size_t>(length)}, BIO_next(filter));
    if (got > 0) return static_cast<int>(got);
  } catch (...) {
    return -1;  // out of memory: the connection fails
  }
  BIO_copy_next_retry(filter);
  return BIO_should_retry(filter) != 0 ? -1 : 0;
}

int OnWrite(BIO* filter, const char* data, int length) noexcept {
  BIO_clear_retry_flags(filter);
  int written = -1;
  try {
    const auto* octets = reinterpret_cast<const uint8_t*>(data);
    written = JudgeOf(filter)->Write({octets, static_cast<size_t>(length)}, BIO_next(filter));
  } catch (...) {
    return -1;
  }
  if (written <= 0) BIO_copy_next_retry(filter);
  return written;
}

long OnControl(BIO* filter, int command, long number, void* pointer) noexcept {
  BIO* const below = BIO_next(filter);
  if (command != BIO_CTRL_FLUSH) return BIO_ctrl(below, command, number, pointer);
  BIO_clear_retry_flags(filter);
  try {
    if (JudgeOf(filter)->Flush(below)) return BIO_ctrl(below, command, number, pointer);
  } catch (...) {
    return -1;
  }
  BIO_copy_next_retry(filter);
  return -1;
}

int OnCreate(BIO* filter) noexcept {
  BIO_set_init(filter, 1);
  return 1;
}

const BIO_METHOD* Method() {
  static const MethodPtr method = [] {
    MethodPtr made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "flight judge"));
    if (!made || BIO_meth_set_read(made.get(), OnRead) != 1 ||
        BIO_meth_set_write(made.get(), OnWrite) != 1 ||
        BIO_meth_set_ctrl(made.get(), OnControl) != 1 ||
        BIO_meth_set_create(made.get(), OnCreate) != 1) {
      made.reset();
    }
    return made;
  }();
  return method.get();
}

}  // namespace

bool PushFlightFilter(SSL* ssl, FlightJudge* judge) {
  BIO* const socket = SSL_get_rbio(ssl);
  if (socket == nullptr || Method() == nullptr) return false;
  BIO* const filter = BIO_new(Method());
  if (filter == nullptr) return false;
  BIO_set_data(filter, judge);
  BIO_up_ref(socket);
  BIO_push(filter, socket);
  BIO_up_ref(filter);  // one for each direction
  SSL_set0_rbio(ssl, filter);
  SSL_set0_wbio(ssl, filter);
  return true;
}

}  // namespace shakedown::handshake::broken
