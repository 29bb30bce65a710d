/** Who is the person in a small picture: MediaPipe's model for a person at a computer, on the processor. It loads nothing from other hosts. */
import { ImageSegmenter } from '@mediapipe/tasks-vision';
import wasmLoaderPath from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import wasmBinaryPath from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import modelUrl from '../selfie-segmentation-landscape.tflite?url';

/** The size that the model works in, in pixels. */
export const MODEL_WIDTH = 256;
export const MODEL_HEIGHT = 144;

export interface Segmenter {
  /** How sure it is of each point (0 to 1), line by line. Valid until the next call; undefined where there is no answer. */
  confidences(picture: OffscreenCanvas): Float32Array | undefined;
}

export async function openSegmenter(): Promise<Segmenter> {
  const response = await fetch(modelUrl);
  if (!response.ok) throw new Error(`no segmentation model: ${response.status}`);
  // The paths as they are: MediaPipe's own FilesetResolver probes the browser by means that a module worker has not.
  const segmenter = await ImageSegmenter.createFromOptions(
    { wasmLoaderPath, wasmBinaryPath },
    {
      baseOptions: { modelAssetBuffer: new Uint8Array(await response.arrayBuffer()), delegate: 'CPU' },
      runningMode: 'VIDEO',
      outputConfidenceMasks: true,
      outputCategoryMask: false,
    },
  );
  let lastMs = 0;
  return {
    confidences(picture) {
      let found: Float32Array | undefined;
      // MediaPipe refuses a time that does not grow.
      lastMs = Math.max(lastMs + 1, performance.now());
      // With a callback the mask is not copied first; it is gone when the callback returns.
      segmenter.segmentForVideo(picture, lastMs, ({ confidenceMasks }) => {
        found = confidenceMasks?.[0]?.getAsFloat32Array();
      });
      return found;
    },
  };
}
