#include "handshake/bio_filter.h"

#include <openssl/bio.h>

#include <memory>

#include "ossl/handles.h"

namespace shakedown::handshake {
namespace {

using MethodPtr = std::unique_ptr<BIO_METHOD, ossl::Deleter<BIO_meth_free>>;

BioFilter* FilterOf(BIO* bio) { return static_cast<BioFilter*>(BIO_get_data(bio)); }

int OnRead(BIO* bio, char* data, int length) noexcept {
  BIO_clear_retry_flags(bio);
  try {
    auto* octets = reinterpret_cast<uint8_t*>(data);
    const size_t got = FilterOf(bio)->Read({octets, static_cast<size_t>(length)}, BIO_next(bio));
    if (got > 0) return static_cast<int>(got);
  } catch (...) {
    return -1;  // out of memory: the connection fails
  }
  BIO_copy_next_retry(bio);
  return BIO_should_retry(bio) != 0 ? -1 : 0;
}

int OnWrite(BIO* bio, const char* data, int length) noexcept {
  BIO_clear_retry_flags(bio);
  int written = -1;
  try {
    const auto* octets = reinterpret_cast<const uint8_t*>(data);
    written = FilterOf(bio)->Write({octets, static_cast<size_t>(length)}, BIO_next(bio));
  } catch (...) {
    return -1;
  }
  if (written <= 0) BIO_copy_next_retry(bio);
  return written;
}

long OnControl(BIO* bio, int command, long number, void* pointer) noexcept {
  BIO* const below = BIO_next(bio);
  if (command != BIO_CTRL_FLUSH) return BIO_ctrl(below, command, number, pointer);
  BIO_clear_retry_flags(bio);
  try {
    if (FilterOf(bio)->Flush(below)) return BIO_ctrl(below, command, number, pointer);
  } catch (...) {
    return -1;
  }
  BIO_copy_next_retry(bio);
  return -1;
}

int OnCreate(BIO* bio) noexcept {
  BIO_set_init(bio, 1);
  return 1;
}

const BIO_METHOD* Method() {
  static const MethodPtr method = [] {
    MethodPtr made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "shakedown filter"));
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

size_t BioFilter::Read(std::span<uint8_t> out, BIO* below) {
  const int got = BIO_read(below, out.data(), static_cast<int>(out.size()));
  return got > 0 ? static_cast<size_t>(got) : 0;
}

int BioFilter::Write(ByteSpan octets, BIO* below) {
  return BIO_write(below, octets.data(), static_cast<int>(octets.size()));
}

bool BioFilter::Flush(BIO* /*below*/) { return true; }

BIO* PushBioFilter(SSL* ssl, BioFilter* filter, FilteredSide side) {
  BIO* const socket = side == FilteredSide::kWrites ? SSL_get_wbio(ssl) : SSL_get_rbio(ssl);
  if (socket == nullptr || Method() == nullptr) return nullptr;
  BIO* const bio = BIO_new(Method());
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, filter);
  BIO_up_ref(socket);
  BIO_push(bio, socket);
  if (side == FilteredSide::kBoth) BIO_up_ref(bio);  // one for each direction
  if (side != FilteredSide::kWrites) SSL_set0_rbio(ssl, bio);
  if (side != FilteredSide::kReads) SSL_set0_wbio(ssl, bio);
  return socket;
}

}  // namespace shakedown::handshake
